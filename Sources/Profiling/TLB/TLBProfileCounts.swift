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
    /// Those that no level had: each was walked.
    public var misses: UInt64
    /// First-level misses in a thousand accesses.
    public var level1MissesPerThousand: Double
    /// Walks in a thousand accesses.
    public var missesPerThousand: Double

    init(accesses: UInt64, level1Misses: UInt64, misses: UInt64, hasSecondLevel: Bool) {
      self.accesses = accesses
      level1Hits = accesses - level1Misses
      self.level1Misses = level1Misses
      level2Hits = hasSecondLevel ? level1Misses - misses : nil
      level2Misses = hasSecondLevel ? misses : nil
      self.misses = misses
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
  /// Walks that found a translation.
  public var walks: UInt64
  /// The page-table entries that they read.
  public var references: UInt64
  /// Page-table entries read in a walk, on average.
  public var referencesPerWalk: Double

  init(
    _ counters: TLBCounters, hasSecondLevel: Bool, distinctPages: UInt64, pageTableFrames: UInt64, walks: UInt64,
    references: UInt64
  ) {
    func row(_ kind: KeyPath<KindCounts, UInt64>) -> Row {
      Row(
        accesses: counters.accesses[keyPath: kind], level1Misses: counters.level1Misses[keyPath: kind],
        misses: counters.level2Misses[keyPath: kind], hasSecondLevel: hasSecondLevel)
    }
    fetches = row(\.fetches)
    loads = row(\.loads)
    stores = row(\.stores)
    all = row(\.total)
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
    [fetches, loads, stores].flatMap { [$0.accesses, $0.level1Misses, $0.misses] }
      + [pageCrossings, distinctPages, pageTableFrames, walks, references]
  }
}
