import MMUCore
import Workload

/// Sends memory accesses through a processor's TLBs, with real walks of real page tables, and counts.
///
/// It plays the operating system too: a page is mapped when it is first touched, as ``DemandPaging`` says, and the hypervisor of
/// a guest with two-dimensional paging. Only the tables exist; data lies at addresses past the end of the memory.
///
/// Events switch between address spaces, each with tables of its own. All machines of a trace share one second stage: their frames
/// are different ones, and entries of one serve no other.
public final class TLBProfiler {
  /// The TLBs.
  public let model: TLBModel
  /// How pages are mapped.
  public let paging: DemandPaging
  /// The size of the smallest pages.
  public var pageSize: PageSize { paging.policy.sizes[0] }
  /// How they are walked to.
  public let walkModel: WalkModel

  let memory: ProfiledMemory
  private let tlbStorage: TLBModelStorage
  var tlbs: TLBHierarchy
  var walks: any ProfiledWalks
  var pager: DemandPager
  var hostPager: HostPager?
  var spaces = PagedSpaces()

  /// Room for the tables of every footprint up to 2 TiB of 4 KiB pages. Only what is touched takes memory.
  public static let tableByteCount = 1 << 32

  /// A profiler with empty tables and TLBs.
  ///
  /// - Parameters:
  ///   - model: the TLBs, with a first level for every size of the policy's pages.
  ///   - paging: how pages are mapped; by default all of the model's smallest size.
  ///   - tableByteCount: the room for page tables of each dimension, at least one frame.
  public init(
    _ model: TLBModel, _ paging: DemandPaging? = nil, walks walkModel: WalkModel = WalkModel(),
    tableByteCount: Int = TLBProfiler.tableByteCount
  ) throws(TLBProfilerError) {
    precondition(tableByteCount >= Int(PageSize.kib4.byteCount), "no room for a root table")
    let paging = paging ?? DemandPaging(.uniform(model.sizes[0]))
    let memory = try ProfiledMemory(tableByteCount: tableByteCount, walkModel)
    guard let storage = TLBModelStorage(model) else { throw .outOfMemory(byteCount: model.shape.wordCount * 8) }
    let rules = X86Rules(controls: .writeProtect | .noExecute)
    let tables = PageTables<X86Long4Encoding>(memory: memory.guest, pool: memory.guestPool, rules: rules)
    guard let tables else { throw .outOfTableMemory(byteCount: tableByteCount) }
    (self.model, self.paging, self.walkModel) = (model, paging, walkModel)
    (self.memory, tlbStorage) = (memory, storage)
    tlbs = storage.makeTLBs(model)
    pager = DemandPager(paging, tables: tables, sizes: nil)
    (walks, hostPager) = try Self.makeWalks(tables.root, rules, memory, walkModel)
    try enterSpace(tables.space)
  }

  /// Sends accesses through, in order, and does what events among them say.
  ///
  /// - Parameter includesFetches: whether instruction fetches may be among them; knowing that there are none saves time.
  public func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool = true
  ) throws(TLBProfilerError) {
    var done = 0
    while true {
      let rest = UnsafeBufferPointer(rebasing: accesses[done...])
      if case .uniform(let size) = paging.policy {
        done += walks.run(rest, through: &tlbs, UniformPages(size), includesFetches: includesFetches)
      } else if let sizes = pager.sizes {
        done += walks.run(rest, through: &tlbs, sizes)
      }
      guard done < accesses.count else { return }
      if let event = walks.events.awaited { try handle(event) } else { try handleFault() }
    }
  }

  /// Counts hits of the first levels that were left out of ``run(_:includesFetches:)``: see ``PageChangeFilter``.
  public func count(repeatedHits: KindCounts) { tlbs.count(repeatedHits: repeatedHits) }

  // MARK: What was counted so far

  /// The TLBs' counts, and what follows from them.
  public var counts: TLBProfileCounts {
    TLBProfileCounts(
      tlbs.counters, levelCount: model.shape.levelCount, prefetches: model.description.prefetch != nil,
      distinctPages: distinctPages, pageTableFrames: pager.tables.tableCount, walks: walks.walks,
      references: walks.references)
  }

  /// The TLBs' own counts.
  public var counters: TLBCounters { tlbs.counters }

  /// What one TLB counted, by its number in the shape.
  public func counters(ofArray number: Int) -> TLBArrayCounters { tlbs.counters(ofArray: number) }

  /// What walk caches did; `nil` without.
  public var walkCacheProfile: WalkCacheProfile? { walks.walkCacheProfile }

  /// The pages that are mapped.
  public var pages: PageCounts { pager.counts }

  /// How many pages are mapped.
  public var distinctPages: UInt64 { pager.counts.total }

  /// How often small pages were replaced by a larger one, or became a block.
  public var promotions: UInt64 { pager.promotions }

  /// The pages with which the hypervisor backs the guest; `nil` without virtualization.
  public var hostPages: PageCounts? { hostPager?.counts }

  /// The frames of the second stage's tables; `nil` without virtualization.
  public var hostTableFrames: UInt64? { hostPager?.tables.tableCount }
}
