import MMUCore
import Workload

/// An x86 guest under shadow paging: tables that a test builds, a direct map through which the guest writes them, and a check of
/// every access against a walk of the guest's own tables.
///
/// Guest frames 0 to 511 are one slot, for tables; those from 512 on another, for data.
final class ShadowGuest<Host: X86ShadowFormat, Policy: SyncPolicy> {
  let buffers: ShadowBuffers
  let mode: ShadowGuestMode
  let frames: UInt64
  /// The first root, which holds the direct map.
  let root: UInt64
  var mmu: X86ShadowMMU<Host, Policy>
  /// Whether the monitor may make accesses itself: tables lie where no slot is, or no shadow entry can say what is permitted.
  var mayEmulate = false
  private var nextFrame: UInt64 = 2

  static var firstHostFrame: UInt64 { 1 << 18 }

  init(
    _ host: Host.Type, _ policy: Policy.Type, _ mode: ShadowGuestMode = .long4, frames: UInt64 = 2048,
    pages: Int = 128, snapshots: Int = 16, processors count: Int = 1, listBlocks: Int? = nil,
    options: ShadowOptions = ShadowOptions()
  ) throws {
    let capacity = ShadowCapacity(
      pages: pages, guestFrames: Int(frames) + 8192, snapshots: snapshots, listBlocks: listBlocks)
    guard let buffers = ShadowBuffers(guestFrames: Int(frames), capacity: capacity) else {
      throw ShadowDiscrepancy(description: "no memory")
    }
    self.buffers = buffers
    self.mode = mode
    self.frames = frames
    root = 1 << 12
    let processors = UnsafeMutableBufferPointer<X86ShadowProcessor<Host>>.allocate(capacity: count)
    for number in 0..<count {
      let processor = X86ShadowProcessor<Host>(
        state: mode.state(cr3: root), noExecute: true, tlb: buffers.tlb(entries: 256), roots: buffers.rootStorage())
      (processors.baseAddress! + number).initialize(to: processor)
    }
    mmu = X86ShadowMMU(pager: buffers.pager(host, policy, options: options), processors: processors)
    try insert(firstFrame: 0, count: 512)
    try insert(firstFrame: 512, count: frames - 512)
    try buildDirectMap()
  }

  deinit { mmu.processors.deallocate() }

  private func buildDirectMap() throws {
    if mode == .unpaged { return }
    if mode == .pae {
      for pointer in 0..<4 as Range<UInt64> { put(newFrame() << 12 | 1, at: root + pointer * 8) }
    }
    for frame in 0..<frames { put(frame << 12 | 0x63, at: place(mode.directMap + frame << 12)) }
  }

  /// Loads the registers on every processor, and touches the direct map of all tables with stores.
  func start() throws {
    for number in mmu.processors.indices {
      try pointersLoaded(on: number)
      mmu.reload(on: number)
    }
    try warmDirectMap()
  }

  private func pointersLoaded(on number: Int) throws {
    guard mode == .pae else { return }
    try require(mmu.moveToCR3(root, on: number) == nil, "CR3 with good pointers is refused")
  }

  func warmDirectMap() throws {
    for frame in 0..<nextFrame { _ = try access(mode.directMap + frame << 12, .kernelStore) }
  }

  func insert(firstFrame: UInt64, count: UInt64, isReadOnly: Bool = false) throws {
    let slot = MemorySlot(
      firstGuestFrame: GFN(firstFrame), firstHostFrame: HFN(Self.firstHostFrame + firstFrame), frameCount: count,
      isReadOnly: isReadOnly)
    let refusal = mmu.pager.insertSlot(slot)
    mmu.performFlush()
    try require(refusal == nil, "slot refused")
  }

  func remove(firstFrame: UInt64) throws {
    let isRemoved = mmu.pager.removeSlot(beginningAt: GFN(firstFrame))
    mmu.performFlush()
    try require(isRemoved, "there is a slot")
  }

  // MARK: Memory as it is, without telling anyone

  func newFrame() -> UInt64 {
    defer { nextFrame += 1 }
    return nextFrame
  }

  func word(at gpa: UInt64) -> UInt64 {
    mode.width == 4
      ? buffers.guest.loadEntry(at: GPA(gpa), .bytes4) ?? 0 : buffers.guest.loadEntry(at: GPA(gpa), .bytes8) ?? 0
  }

  func put(_ entry: UInt64, at gpa: UInt64) {
    buffers.guest.storeEntry(entry, at: GPA(gpa), mode.width == 4 ? .bytes4 : .bytes8)
  }

  /// Where an address's entry of a level lies; the tables above it are made if need be.
  func place(_ gva: UInt64, level: Int = 1, root: UInt64? = nil) -> UInt64 {
    var table = root ?? self.root
    var current = mode.levels
    while current > level {
      let at = table + mode.offset(of: gva, level: current)
      if word(at: at) & 1 == 0 { put(mode.tableEntry(newFrame(), level: current), at: at) }
      table = word(at: at) & 0xF_FFFF_FFFF_F000
      current -= 1
    }
    return table + mode.offset(of: gva, level: level)
  }

  /// Sets an entry.
  func set(_ entry: UInt64, for gva: UInt64, level: Int = 1, root: UInt64? = nil) {
    put(entry, at: place(gva, level: level, root: root))
  }

  /// A root of its own, with the direct map.
  func newRoot() -> UInt64 {
    let fresh = newFrame() << 12
    let at = mode.offset(of: mode.directMap, level: mode.levels)
    put(word(at: root + at), at: fresh + at)
    return fresh
  }

  // MARK: What the guest does

  /// Makes an access as often as it is to be made again.
  func access(_ gva: UInt64, _ access: GuestAccess, on number: Int = 0) throws -> ShadowOutcome {
    for _ in 0..<8 {
      let outcome = mmu.access(GVA(gva), access, on: number)
      if outcome != .retry { return outcome }
    }
    throw ShadowDiscrepancy(description: "no progress at \(Self.text(gva))")
  }

  /// Makes an access whose outcome must be what the guest's tables say now.
  @discardableResult
  func touch(_ gva: UInt64, _ access: GuestAccess = .userLoad, on number: Int = 0) throws -> ShadowOutcome {
    let outcome = try self.access(gva, access, on: number)
    try check(outcome, gva, access, on: number)
    return outcome
  }

  /// Stores, and looks for the value in memory.
  @discardableResult
  func store(
    _ value: UInt64, byteCount: Int = 8, at gva: UInt64, _ access: GuestAccess = .kernelStore, on number: Int = 0
  ) throws -> ShadowOutcome {
    for _ in 0..<8 {
      let outcome = mmu.store(value, byteCount: byteCount, at: GVA(gva), access, on: number)
      if outcome != .retry { return outcome }
    }
    throw ShadowDiscrepancy(description: "no progress at \(Self.text(gva))")
  }

  /// Writes guest memory through the direct map.
  @discardableResult
  func write(_ value: UInt64, byteCount: Int? = nil, at gpa: UInt64, on number: Int = 0) throws -> ShadowOutcome {
    let count = byteCount ?? Int(mode.width)
    let outcome = try store(value, byteCount: count, at: mode.directMap + gpa, on: number)
    if case .fault = outcome { throw ShadowDiscrepancy(description: "the direct map faults at \(Self.text(gpa))") }
    return outcome
  }

  func invlpg(_ gva: UInt64, on number: Int = 0) throws {
    try require(mmu.invlpg(GVA(gva), on: number) == nil, "INVLPG is refused")
  }

  func loadCR3(_ value: UInt64, on number: Int = 0) throws {
    try require(mmu.moveToCR3(value, on: number) == nil, "MOV to CR3 is refused")
  }

  // MARK: Checks

  private func check(_ outcome: ShadowOutcome, _ gva: UInt64, _ access: GuestAccess, on number: Int) throws {
    var trace = GuestWalkTrace()
    let walked = walk(gva, access, &trace, on: number)
    switch walked {
    case .fault(let fault):
      try require(outcome == .fault(fault), "\(Self.text(gva)): \(outcome) for \(fault)")
    case .mapped(let translation):
      let isRight = isRight(outcome, translation.address, access)
      try require(isRight, "\(Self.text(gva)): \(outcome), not GPA \(Self.text(translation.address.rawValue))")
      for position in 0..<trace.count {
        let isLast = position == trace.count - 1
        let marks: UInt64 = isLast && access.isStore ? 0x60 : 0x20
        try require(trace[position].entry & marks == marks, "\(Self.text(gva)): A or D not set")
      }
    }
  }

  private func isRight(_ outcome: ShadowOutcome, _ gpa: GPA, _ access: GuestAccess) -> Bool {
    switch mmu.pager.resolve(gpa) {
    case .unbacked: outcome == .device(gpa)
    case .backed(let hpa, let isReadOnly):
      if isReadOnly && access.isStore {
        outcome == .device(gpa)
      } else {
        outcome == .memory(hpa) || mayEmulate && outcome == .emulateAccess(hpa)
          || access.isStore && outcome == .emulateWrite(gpa)
      }
    }
  }

  private func walk(
    _ gva: UInt64, _ access: GuestAccess, _ trace: inout GuestWalkTrace, on number: Int
  ) -> WalkOutcome<GuestPhysical> {
    let cpu = mmu.processors[number]
    let memory = buffers.guest
    return switch cpu.state.format {
    case .x86Legacy32: cpu.legacy32(memory).walk(GVA(gva), access, observer: &trace)
    case .x86PAE: cpu.pae(memory).walk(GVA(gva), access, observer: &trace)
    case .x86Long4: cpu.long4(memory).walk(GVA(gva), access, observer: &trace)
    case .x86Long5: cpu.long5(memory).walk(GVA(gva), access, observer: &trace)
    default: X86Unpaged.walk(cpu.unpaged(memory), GVA(gva), access, &trace)
    }
  }

  /// The pager's books must be sound, and its tables the guest's.
  ///
  /// - Parameter allowsStale: whether the guest's tables were changed behind the pager's back.
  func audit(allowsStale: Bool = false) throws {
    guard let violation = mmu.checkInvariants() else { return }
    let isStale = [.guestAbsent, .guestTable, .guestFrame, .guestRights].contains(violation.rule)
    if !(isStale && allowsStale) { throw ShadowDiscrepancy(description: "\(violation)") }
  }

  static func text(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
}
