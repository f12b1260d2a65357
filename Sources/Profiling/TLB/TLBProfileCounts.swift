import MMUCore

/// Everything that a profile counts, the same on every machine: exact integers, and ratios of them.
public struct TLBProfileCounts: Equatable, Sendable, Codable {
  /// The counts of one kind of access.
  public struct Row: Equatable, Sendable, Codable {
    /// Translations asked for.
    public var accesses: UInt64
    /// Those that the first level had.
    public var level1Hits: UInt64
    /// Those that it had not.
    public var level1Misses: UInt64
    /// Those of the latter that the second level had; `nil` without a second level.
    public var level2Hits: UInt64?
    /// Those that it had not.
    public var level2Misses: UInt64?
    /// Those of the latter that the third level had; `nil` without a third level.
    public var level3Hits: UInt64?
    /// Those that it had not.
    public var level3Misses: UInt64?
    /// Those that no level had: each was walked.
    public var misses: UInt64
    /// First-level misses in a thousand accesses.
    public var level1MissesPerThousand: Double
    /// Walks in a thousand accesses.
    public var missesPerThousand: Double

    init(_ counters: TLBCounters, _ kind: KeyPath<KindCounts, UInt64>, levelCount: Int) {
      accesses = counters.accesses[keyPath: kind]
      level1Misses = counters.level1Misses[keyPath: kind]
      level1Hits = accesses - level1Misses
      misses = counters.level3Misses[keyPath: kind]
      if levelCount > 1 {
        let misses = counters.level2Misses[keyPath: kind]
        level2Hits = level1Misses - misses
        level2Misses = misses
        level3Hits = levelCount > 2 ? misses - self.misses : nil
        level3Misses = levelCount > 2 ? self.misses : nil
      }
      level1MissesPerThousand = Self.perThousand(level1Misses, accesses)
      missesPerThousand = Self.perThousand(misses, accesses)
    }

    private static func perThousand(_ part: UInt64, _ whole: UInt64) -> Double {
      whole == 0 ? 0 : 1000 * Double(part) / Double(whole)
    }
  }

  /// Of instruction fetches.
  public var fetches: Row
  /// Of loads.
  public var loads: Row
  /// Of stores.
  public var stores: Row
  /// Of all.
  public var all: Row
  /// Accesses that crossed into another page, each counted as two.
  public var pageCrossings: UInt64
  /// The pages touched.
  public var distinctPages: UInt64
  /// The 4 KiB frames of the page table.
  public var pageTableFrames: UInt64
  /// Pages that were walked ahead of their use; `nil` without a prefetcher.
  public var prefetchWalks: UInt64?
  /// Those of them that spared an access its walk.
  public var prefetchesUsed: UInt64?
  /// Walks that found a translation, those ahead of use among them.
  public var walks: UInt64
  /// The page-table entries that they read.
  public var references: UInt64
  /// Page-table entries read in a walk, on average.
  public var referencesPerWalk: Double

  init(
    _ counters: TLBCounters, levelCount: Int, prefetches: Bool, distinctPages: UInt64, pageTableFrames: UInt64,
    walks: UInt64, references: UInt64
  ) {
    fetches = Row(counters, \.fetches, levelCount: levelCount)
    loads = Row(counters, \.loads, levelCount: levelCount)
    stores = Row(counters, \.stores, levelCount: levelCount)
    all = Row(counters, \.total, levelCount: levelCount)
    prefetchWalks = prefetches ? counters.prefetchWalks : nil
    prefetchesUsed = prefetches ? counters.prefetchesUsed : nil
    pageCrossings = counters.pageCrossings
    self.distinctPages = distinctPages
    self.pageTableFrames = pageTableFrames
    self.walks = walks
    self.references = references
    referencesPerWalk = walks == 0 ? 0 : Double(references) / Double(walks)
  }

  /// A hash of every integer, for a script to compare: FNV-1a of 64 bits over their eight bytes each, lowest first.
  ///
  /// Source: Fowler, Noll, Vo and Eastlake, "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
  public var digest: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for count in canonicalList {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (count >> shift & 0xFF)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What the others do not follow from, in an order that never changes.
  private var canonicalList: [UInt64] {
    let rows = [fetches, loads, stores]
    let third = rows.compactMap { $0.level3Misses == nil ? nil : $0.level2Misses }
    return rows.flatMap { [$0.accesses, $0.level1Misses, $0.misses] }
      + [pageCrossings, distinctPages, pageTableFrames, walks, references] + third
      + [prefetchWalks, prefetchesUsed].compactMap { $0 }
  }
}
