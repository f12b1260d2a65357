import MMUCore

/// What walks through walk caches read, as a profile's JSON has it.
public struct WalkCacheProfile: Equatable, Sendable, Codable {
  /// The references of one level of one dimension.
  public struct Level: Equatable, Sendable, Codable {
    /// 1 for page tables, 4 for the PML4.
    public var level: Int
    /// Entries read.
    public var references: UInt64
    /// Those in the 64-byte line of the level's reference before.
    public var sameLine: UInt64
    /// Lines read at least once.
    public var distinctLines: UInt64
    /// References to lines that the model of a data cache had; `nil` without one.
    public var lineHits: UInt64?

    init(_ level: Int, _ counts: TableReads.Level, hasLines: Bool) {
      self.level = level
      references = counts.references
      sameLine = counts.sameLine
      distinctLines = counts.distinctLines
      lineHits = hasLines ? counts.lineHits : nil
    }
  }

  /// The caches as a user writes them.
  public var walkCache: String
  /// Walks that found a translation.
  public var walks: UInt64
  /// The entries that they read, of both dimensions.
  public var references: UInt64
  /// Entries read in a walk, on average.
  public var referencesPerWalk: Double
  /// Hits on PML4 entries; tagged by virtual address, of walks that had nothing deeper.
  public var pml4Hits: UInt64
  /// Hits on PDPT entries.
  public var pdptHits: UInt64
  /// Hits on page-directory entries.
  public var pdeHits: UInt64
  /// How often the nested TLB was asked; `nil` in one dimension.
  public var nestedLookups: UInt64?
  /// How often it had the frame.
  public var nestedHits: UInt64?
  /// By level, the leaves first: the guest's tables, or the only ones.
  public var levels: [Level]
  /// By level, the leaves first: the second stage's tables.
  public var hostLevels: [Level]?

  /// What a one-dimensional walker's handler has counted.
  init(_ handler: CachedWalkOnMiss) {
    self.init(handler.caches, walks: handler.walks, handler.reads, host: nil)
  }

  /// What a two-dimensional walker's handler has counted.
  init(_ handler: NestedWalkOnMiss) {
    self.init(handler.caches, walks: handler.walks, handler.guestReads, host: handler.hostReads)
  }

  private init(_ caches: WalkCaches, walks: UInt64, _ reads: TableReads, host: TableReads?) {
    let hasLines = caches.geometry.lines > 0
    func levels(_ reads: TableReads) -> [Level] {
      (1...4).map { Level($0, reads[PageLevel(UInt64($0))], hasLines: hasLines) }
    }
    walkCache = caches.geometry.name
    self.walks = walks
    references = reads.references + (host?.references ?? 0)
    referencesPerWalk = walks == 0 ? 0 : Double(references) / Double(walks)
    pml4Hits = caches.hits.pml4
    pdptHits = caches.hits.pdpt
    pdeHits = caches.hits.pde
    nestedLookups = host == nil ? nil : caches.hits.nestedLookups
    nestedHits = host == nil ? nil : caches.hits.nested
    self.levels = levels(reads)
    hostLevels = host.map(levels)
  }
}
