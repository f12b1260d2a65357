/// The shape of a set-associative TLB.
public struct TLBGeometry: Equatable, Sendable, BitwiseCopyable {
  /// Why a shape cannot be built.
  public enum Impossibility: UInt8, CodedEnum {
    /// Sets must be a power of two, at least 1.
    case setsNotAPowerOfTwo
    /// Ways must be 1 to ``TLBGeometry/maximumWays``.
    case waysOutOfRange
    /// A binary tree needs a power of two of ways, at most 32.
    case waysUnfitForTree
    /// More than ``TLBGeometry/maximumCapacity`` translations.
    case tooManyEntries
    /// Three groups of four are 12 ways.
    case waysUnfitForGroups
    /// Permutation vectors have at most ``PermutationVectors/maximumWays`` ways.
    case waysUnfitForPermutations
    /// Wired ways must leave at least one that is not.
    case tooManyWiredWays
  }

  /// The most ways that a set may have.
  public static var maximumWays: Int { 4096 }

  /// The most translations: no processor has a thousandth of them.
  public static var maximumCapacity: Int { 1 << 24 }

  /// The number of sets.
  public let sets: Int
  /// The entries of a set.
  public let ways: Int
  /// Which entry makes room.
  public let policy: ReplacementPolicy
  /// How many ways of each set no refill fills or evicts, as MIPS's Wired register has it; the policy is among the others.
  public let wiredWays: Int
  /// Whether the index is XORed with the page-number bits just above it, as measured on Intel's second levels
  /// (Gras et al., "Translation Leak-aside Buffer", USENIX Security 2018, section 5).
  public let foldsIndex: Bool

  /// A shape; check ``impossibility`` before building one from a user's numbers.
  public init(
    sets: Int, ways: Int, policy: ReplacementPolicy = .lru, foldsIndex: Bool = false, wiredWays: Int = 0
  ) {
    self.sets = sets
    self.ways = ways
    self.policy = policy
    self.foldsIndex = foldsIndex
    self.wiredWays = wiredWays
  }

  /// What is wrong with the shape, if anything.
  public var impossibility: Impossibility? {
    guard sets >= 1, sets & (sets - 1) == 0 else { return .setsNotAPowerOfTwo }
    guard ways >= 1, ways <= Self.maximumWays else { return .waysOutOfRange }
    guard sets <= Self.maximumCapacity / ways else { return .tooManyEntries }
    guard wiredWays >= 0, wiredWays < ways else { return .tooManyWiredWays }
    return policyImpossibility
  }

  private var policyImpossibility: Impossibility? {
    let ways = replaceableWays
    switch policy {
    case .treePLRU: return ways & (ways - 1) == 0 && ways <= 32 ? nil : .waysUnfitForTree
    case .groupedPLRU: return ways == GroupedPLRU.ways ? nil : .waysUnfitForGroups
    case .permutation: return ways <= PermutationVectors.maximumWays ? nil : .waysUnfitForPermutations
    case .lru, .fifo, .random, .bitPLRU, .nru, .srrip: return nil
    }
  }

  /// How many ways of each set refills may take.
  public var replaceableWays: Int { ways - wiredWays }

  /// How many translations fit.
  public var capacity: Int { sets * ways }

  /// The words of a set before its ways.
  @inline(__always)
  var headerWords: Int { policy.headerWords(ways: replaceableWays) }

  /// The binary logarithm of the words of one set: a header and the ways in groups of four, as they are searched, rounded up to
  /// a power of two so that a shift finds the set.
  @inline(__always)
  var rowShift: Int {
    let words = (ways &+ 3) & ~3 &+ headerWords
    return Int.bitWidth &- (words &- 1).leadingZeroBitCount
  }

  /// How many 8-byte words a TLB of this shape needs.
  public var wordCount: Int { sets << rowShift }
}
