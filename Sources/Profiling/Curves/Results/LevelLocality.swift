/// What one TLB of given sets and ways misses under LRU, and why.
///
/// The causes are those of Hill and Smith, "Evaluating Associativity in CPU Caches", IEEE Transactions on Computers
/// 38(12), 1989: a miss is compulsory if its page was never there before; what a fully associative LRU TLB of as many
/// entries misses beside that is for want of capacity; the rest is for conflicts in sets.
public struct LevelLocality: Equatable, Sendable, Codable {
  /// Belady's OPT as the bound: no policy misses less.
  public struct Optimal: Equatable, Sendable, Codable {
    /// The misses of OPT in the same sets and ways.
    public var setAssociative: UInt64
    /// The misses of OPT with as many entries in one set.
    public var fullyAssociative: UInt64

    /// Counts.
    public init(setAssociative: UInt64, fullyAssociative: UInt64) {
      self.setAssociative = setAssociative
      self.fullyAssociative = fullyAssociative
    }
  }

  /// The TLB's name: L1D, L1I or L2.
  public var name: String
  /// What it sees.
  public var stream: LocalityStream
  /// The number of sets.
  public var sets: Int
  /// The entries of a set.
  public var ways: Int
  /// `linear`, or `xor` where higher page-number bits are folded into the index.
  public var index: String
  /// The translations that reached it.
  public var translations: UInt64
  /// Those that it missed.
  public var misses: UInt64
  /// Misses of pages that were never there before.
  public var compulsory: UInt64
  /// Misses more with full associativity and as many entries.
  public var capacity: UInt64
  /// Misses more with these sets. Negative where sets do better than full associativity, as they can under LRU: a sweep
  /// of a little more than fits misses always in one set, and in some of many.
  public var conflict: Int64
  /// The misses with 1, 2, 3 and more ways in as many sets, ``ways`` among them.
  public var missesByWays: [UInt64]
  /// What OPT would miss; `nil` where it was not asked for or the trace is too long.
  public var optimal: Optimal?
  /// How the sets share the pages and the misses.
  public var pressure: SetPressure

  /// A level with given parts.
  public init(
    name: String, stream: LocalityStream, sets: Int, ways: Int, index: String, translations: UInt64, misses: UInt64,
    compulsory: UInt64, capacity: UInt64, conflict: Int64, missesByWays: [UInt64], optimal: Optimal?,
    pressure: SetPressure
  ) {
    self.name = name
    self.stream = stream
    self.sets = sets
    self.ways = ways
    self.index = index
    self.translations = translations
    self.misses = misses
    self.compulsory = compulsory
    self.capacity = capacity
    self.conflict = conflict
    self.missesByWays = missesByWays
    self.optimal = optimal
    self.pressure = pressure
  }
}
