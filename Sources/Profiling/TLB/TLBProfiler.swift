import MMUCore
import Workload

/// Sends memory accesses through a processor's TLBs, with real walks of a real page table, and counts.
///
/// It plays the operating system too: a page is mapped when it is first touched, to the next free frame of guest memory.
/// Only the tables exist; the guest's data lies at addresses past the end of the memory.
public final class TLBProfiler {
  /// The TLBs.
  public let configuration: TLBConfiguration
  /// The size of every page.
  public let pageSize: PageSize
  /// How many pages were mapped.
  public private(set) var distinctPages: UInt64 = 0

  private let tableMemory: MappedBuffer
  private let tlbMemory: MappedBuffer
  private var tables: PageTables<X86Long4Encoding>
  private var tlbs: TLBHierarchy
  private var handler: WalkOnMiss

  /// Room for the tables of every footprint up to 2 TiB of 4 KiB pages. Only what is touched takes memory.
  public static let tableByteCount = 1 << 32

  /// A profiler with empty tables and TLBs.
  ///
  /// - Parameter tableByteCount: the room for page tables, at least one frame.
  public init(
    _ configuration: TLBConfiguration, pageSize: PageSize, tableByteCount: Int = TLBProfiler.tableByteCount
  ) throws(TLBProfilerError) {
    precondition(tableByteCount >= Int(PageSize.kib4.byteCount), "no room for a root table")
    let shape = TLBHierarchyShape(
      instruction: configuration.instruction, data: configuration.data, second: configuration.second,
      pageSize: pageSize)
    guard let tableMemory = MappedBuffer(byteCount: tableByteCount, prefersHugePages: true),
      let tlbMemory = MappedBuffer(byteCount: shape.wordCount * MemoryLayout<UInt64>.stride)
    else { throw .outOfMemory(byteCount: tableByteCount) }
    let memory = GuestMemory(tableMemory.bytes)
    let pool = FramePool(first: GFN(0), end: GFN(memory.frameCount), returned: .init(start: nil, count: 0))
    let rules = X86Rules(controls: .writeProtect | .noExecute)
    guard let tables = PageTables<X86Long4Encoding>(memory: memory, pool: pool, rules: rules) else {
      throw .outOfTableMemory(byteCount: tableByteCount)
    }
    self.configuration = configuration
    self.pageSize = pageSize
    self.tableMemory = tableMemory
    self.tlbMemory = tlbMemory
    self.tables = tables
    tlbs = TLBHierarchy(shape, words: tlbMemory.bound(to: UInt64.self))
    handler = WalkOnMiss(walker: PageWalker(memory: memory, root: tables.root, rules: rules))
  }

  /// Sends accesses through, in order.
  ///
  /// - Parameter includesFetches: whether instruction fetches may be among them; knowing that there are none saves time.
  public func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool = true
  ) throws(TLBProfilerError) {
    var done = 0
    while true {
      let rest = UnsafeBufferPointer(rebasing: accesses[done...])
      done +=
        includesFetches
        ? tlbs.run(rest, walkingOnMiss: &handler) : tlbs.runData(rest, walkingOnMiss: &handler)
      guard done < accesses.count else { return }
      try mapRefusedPage()
    }
  }

  /// What was counted so far.
  public var counts: TLBProfileCounts {
    TLBProfileCounts(
      tlbs.counters, hasSecondLevel: configuration.second != nil, distinctPages: distinctPages,
      pageTableFrames: tables.tableCount, walks: handler.walks, references: handler.references)
  }

  /// Handles the page fault that stopped the simulation.
  private func mapRefusedPage() throws(TLBProfilerError) {
    guard let access = handler.refused, handler.fault?.reason == .notPresent else {
      throw .untranslatable(address: handler.refused?.gva.rawValue ?? 0)
    }
    let frame = GPA(Self.firstDataAddress &+ distinctPages &<< UInt64(pageSize.shift))
    guard tables.map(access.gva, to: frame, pageSize, .userTouched) == nil else {
      throw .outOfTableMemory(byteCount: tableMemory.bytes.count)
    }
    distinctPages += 1
  }

  /// The guest's frames for data begin far above its tables: at 1 TiB, which every page size divides.
  private static let firstDataAddress: UInt64 = 1 << 40
}
