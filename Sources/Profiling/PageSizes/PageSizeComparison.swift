/// What each choice of page sizes would have bought, as a file has it.
public struct PageSizeComparison: Equatable, Sendable, Codable {
  /// One policy.
  public struct Row: Equatable, Sendable, Codable {
    /// The policy as a user writes it.
    public var policy: String
    /// Translations that the first level had not.
    public var level1Misses: UInt64
    /// Translations that no level had.
    public var misses: UInt64
    /// Page-table entries that walks read.
    public var references: UInt64
    /// The pages that are mapped at the end.
    public var pages: PageCounts
    /// How often small pages were replaced by a larger one, or became a block.
    public var promotions: UInt64
    /// The 4 KiB frames of the page tables at the end.
    public var pageTableFrames: UInt64
    /// The memory that is mapped.
    public var mappedBytes: UInt64
    /// How much of that lies in 4 KiB pages that the program never touched.
    public var wastedBytes: UInt64
    /// First-level misses that 4 KiB pages have and this policy has not, in percent; negative if it has more.
    public var level1MissesRemovedPercent: Double
    /// The same of translations that no level had.
    public var missesRemovedPercent: Double
    /// The same of references.
    public var referencesRemovedPercent: Double
  }

  /// The memory that the program touched, in 4 KiB pages.
  public var touchedBytes: UInt64
  /// By policy, 4 KiB pages first.
  public var rows: [Row]

  /// The results of profilers, the first with 4 KiB pages.
  init(_ profilers: [TLBProfiler]) {
    let baseline = profilers[0]
    touchedBytes = baseline.pages.byteCount
    rows = profilers.map { Row($0, against: baseline) }
  }
}

extension PageSizeComparison.Row {
  fileprivate init(_ profiler: TLBProfiler, against baseline: TLBProfiler) {
    policy = profiler.paging.policy.name
    level1Misses = profiler.counters.level1Misses.total
    misses = profiler.counters.level3Misses.total
    references = profiler.counts.references
    pages = profiler.pages
    promotions = profiler.promotions
    pageTableFrames = profiler.counts.pageTableFrames
    mappedBytes = profiler.pages.byteCount
    wastedBytes = profiler.pages.byteCount - baseline.pages.byteCount
    level1MissesRemovedPercent = Self.removed(level1Misses, of: baseline.counters.level1Misses.total)
    missesRemovedPercent = Self.removed(misses, of: baseline.counters.level3Misses.total)
    referencesRemovedPercent = Self.removed(references, of: baseline.counts.references)
  }

  private static func removed(_ count: UInt64, of whole: UInt64) -> Double {
    whole == 0 ? 0 : 100 * (Double(whole) - Double(count)) / Double(whole)
  }
}
