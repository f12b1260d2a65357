import MMUCore
import Workload

/// A guest whose operating system maps every page upon the first fault, by the next free frame.
///
/// Guest frames from 0 on hold its tables; data lies from 1 TiB on and has no bytes of its own.
final class ShadowDemandPaging<Policy: SyncPolicy>: ShadowSystem {
  private typealias MMU = ShadowMMU<X86Long4, X86Shadow4, Policy>

  private let buffers: ShadowBuffers
  private let processors: UnsafeMutableBufferPointer<MMU.Processor>
  private let pageSize: PageSize
  private var mmu: MMU
  /// The next frame for a table; 0 to 2 are the root and the two tables of the direct map.
  private var nextTable: UInt64 = 3
  private var nextPage: UInt64 = 0

  /// 64 MiB of tables, which map 16 GiB of data in pages of 4 KiB, and twice as much.
  private static var tableFrames: UInt64 { 1 << 14 }
  private static var dataFrames: UInt64 { 1 << 22 }
  private static var firstData: UInt64 { 1 << 40 }
  /// Where the operating system sees its tables.
  private static var directMap: UInt64 { 0xFFFF_8000_0000_0000 }
  private static var kernelLoad: GuestAccess { GuestAccess(.load, .supervisor) }
  private static var kernelStore: GuestAccess { GuestAccess(.store, .supervisor) }

  init(_ policy: Policy.Type, _ options: ShadowOptions, _ pageSize: PageSize) throws(ShadowProfilerError) {
    let capacity = ShadowCapacity(
      pages: Int(Self.tableFrames), guestFrames: Int(Self.tableFrames + Self.dataFrames), slots: 2, snapshots: 16)
    guard let buffers = ShadowBuffers(guestFrames: Int(Self.tableFrames), capacity: capacity) else {
      throw .outOfMemory
    }
    let controls = X86Controls.writeProtect | .noExecute
    let walker = PageWalker<X86Long4>(memory: buffers.guest, root: GPA(0), rules: X86Rules(controls: controls))
    let shadow = ShadowProcessor<X86Shadow4>(
      tlb: buffers.tlb(entries: 1024), roots: buffers.rootStorage(), rules: X86Shadow4.rules(under: controls),
      format: .x86Long4, mode: .writeProtect | .noExecute | .hardwareAccessedDirty)
    processors = .allocate(capacity: 1)
    processors.initialize(repeating: MMU.Processor(walker: walker, shadow: shadow))
    mmu = MMU(pager: buffers.pager(X86Shadow4.self, policy, options: options), processors: processors)
    self.buffers = buffers
    self.pageSize = pageSize
    boot()
  }

  deinit { processors.deallocate() }

  var counters: ShadowCounters { mmu.pager.counters }

  /// Gives the guest its memory, and maps all tables in pages of 2 MiB for the supervisor; then loads the root.
  private func boot() {
    let tables = MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(1 << 20), frameCount: Self.tableFrames)
    let data = MemorySlot(
      firstGuestFrame: GPA(Self.firstData).frame, firstHostFrame: HPA(Self.firstData).frame,
      frameCount: Self.dataFrames)
    let refusals = [mmu.pager.insertSlot(tables), mmu.pager.insertSlot(data)]
    precondition(refusals == [nil, nil], "two slots that do not overlap")
    buffers.guest.store(1 << 12 | 0x23, at: GPA(256 * 8))
    buffers.guest.store(2 << 12 | 0x23, at: GPA(1 << 12))
    for page in 0..<(Self.tableFrames / 512) { buffers.guest.store(page << 21 | 0xE3, at: GPA(2 << 12 + page * 8)) }
    let isLoaded = mmu.loadRoot(GPA(0))
    precondition(isLoaded, "an empty pager has room for a root")
  }

  // MARK: The program

  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(ShadowProfilerError) {
    for access in accesses {
      let kind = GuestAccess(access.kind, .user)
      try touch(access.gva, kind)
      if access.crossesPage { try touch(access.gva.aligned(to: .kib4).advanced(by: 4096), kind) }
    }
  }

  @inline(__always)
  private func touch(_ gva: GVA, _ access: GuestAccess) throws(ShadowProfilerError) {
    let outcome = mmu.access(gva, access)
    if case .memory = outcome { return }
    try persist(outcome, gva, access)
  }

  /// Makes an access again until it is made: the operating system maps what is missing.
  private func persist(_ first: ShadowOutcome, _ gva: GVA, _ access: GuestAccess) throws(ShadowProfilerError) {
    var outcome = first
    while true {
      switch outcome {
      case .memory, .emulateAccess, .emulateWrite, .device: return
      case .retry: break
      case .outOfMemory: throw .outOfMemory
      case .fault(let fault):
        guard fault.reason == .notPresent else { throw .untranslatable(address: gva.rawValue) }
        try map(gva)
      }
      outcome = mmu.access(gva, access)
    }
  }

  // MARK: The operating system

  /// Handles a page fault.
  private func map(_ gva: GVA) throws(ShadowProfilerError) {
    var table: UInt64 = 0
    var level: UInt64 = 4
    let leafLevel = UInt64(pageSize.shift - 12) / 9 + 1
    while level > leafLevel {
      let place = table + (gva.rawValue >> (3 + 9 * level) & 511) * 8
      var entry = try load(place)
      if entry & 1 == 0 {
        entry = try newTable() | 0x67
        try store(entry, place)
      }
      table = entry & 0xF_FFFF_FFFF_F000
      level -= 1
    }
    let target = nextPage << UInt64(pageSize.shift)
    let byteCount = Self.dataFrames << 12
    guard target + pageSize.byteCount <= byteCount else { throw .outOfGuestMemory(byteCount: byteCount) }
    nextPage += 1
    let place = table + (gva.rawValue >> (3 + 9 * level) & 511) * 8
    try store((Self.firstData + target) | (level > 1 ? 0xE7 : 0x67), place)
  }

  /// A cleared table. Clearing is one store to its page here as far as exits are concerned.
  private func newTable() throws(ShadowProfilerError) -> UInt64 {
    guard nextTable < Self.tableFrames else { throw .outOfGuestMemory(byteCount: Self.tableFrames << 12) }
    let table = nextTable << 12
    nextTable += 1
    try store(0, table)
    return table
  }

  private func load(_ gpa: UInt64) throws(ShadowProfilerError) -> UInt64 {
    try touchKernel(GVA(Self.directMap + gpa))
    return buffers.guest.load(at: GPA(gpa)) ?? 0
  }

  private func touchKernel(_ gva: GVA) throws(ShadowProfilerError) {
    while true {
      switch mmu.access(gva, Self.kernelLoad) {
      case .memory, .emulateAccess: return
      case .retry: continue
      case .outOfMemory: throw .outOfMemory
      case .emulateWrite, .device, .fault: throw .untranslatable(address: gva.rawValue)
      }
    }
  }

  private func store(_ value: UInt64, _ gpa: UInt64) throws(ShadowProfilerError) {
    let gva = GVA(Self.directMap + gpa)
    while true {
      switch mmu.store(value, byteCount: 8, at: gva, Self.kernelStore) {
      case .memory, .emulateAccess, .emulateWrite: return
      case .retry: continue
      case .outOfMemory: throw .outOfMemory
      case .device, .fault: throw .untranslatable(address: gva.rawValue)
      }
    }
  }
}
