/// What one pass over a trace says about its locality: curves for all sizes, causes of misses, phases, sets, hot pages.
///
/// It holds exact integers and ratios of them, the same on every machine; only ``SampledMissCurve`` is an estimate. All
/// curves are of LRU. Every list is bounded: a profile of any trace is some hundred kilobytes of JSON.
public struct LocalityProfile: Equatable, Sendable, Codable {
  /// What could not be done for the whole trace.
  public enum Limit: Equatable, Sendable, Codable {
    /// More pages than the profiler has room for: what is exact covers the accesses before the first such page.
    case pages(maximum: Int)
    /// More page changes than OPT keeps: there is no ``LevelLocality/optimal``.
    case optimal(maximumPageChanges: Int)
    /// The system refused memory: what is exact covers the accesses before that.
    case memory
  }

  /// What went by, the whole trace.
  public struct Counts: Equatable, Sendable, Codable {
    /// Translations: accesses, those that cross into another page of the first page size counted twice.
    public var translations: UInt64 = 0
    /// Loads among them.
    public var loads: UInt64 = 0
    /// Stores among them.
    public var stores: UInt64 = 0
    /// Instruction fetches among them.
    public var fetches: UInt64 = 0
    /// Accesses that crossed.
    public var pageCrossings: UInt64 = 0
    /// Events between accesses: switches of address space make other pages; flushes do nothing to a curve.
    public var events: UInt64 = 0

    /// All zero.
    public init() {}
  }

  /// What went by.
  public var counts: Counts
  /// The translations that everything exact covers: all, unless a limit was hit.
  public var exactTranslations: UInt64
  /// The limits that were hit.
  public var limits: [Limit]
  /// For each page size that was asked for, the first one first.
  public var pageSizes: [PageSizeLocality]
  /// For each TLB that was asked for, with pages of the first page size.
  public var levels: [LevelLocality]
  /// The trace in equal windows, with pages of the first page size.
  public var windows: LocalityWindows?
  /// The pages and regions that are used most, and miss most.
  public var hottest: HottestPages?

  /// A profile of given parts.
  public init(
    counts: Counts, exactTranslations: UInt64, limits: [Limit], pageSizes: [PageSizeLocality], levels: [LevelLocality],
    windows: LocalityWindows?, hottest: HottestPages?
  ) {
    self.counts = counts
    self.exactTranslations = exactTranslations
    self.limits = limits
    self.pageSizes = pageSizes
    self.levels = levels
    self.windows = windows
    self.hottest = hottest
  }
}
