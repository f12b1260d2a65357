/// Which entry of a full set makes room for a new one.
///
/// An empty way is always filled first, the lowest-numbered one where ways have numbers.
public enum ReplacementPolicy: UInt8, CodedEnum {
  /// The least recently used.
  case lru
  /// The one that a binary tree of direction bits points to (see ``TreePLRU``); ways must be a power of two.
  case treePLRU
  /// The one that has been there longest.
  case fifo
  /// Any, by a seeded generator (see ``VictimGenerator``).
  case random
  /// One that has not been used since the bits of a set were last cleared, all but one (see ``BitPLRU``).
  case bitPLRU
  /// One that has not been used since all bits of a set were last cleared (see ``NRU``).
  case nru
  /// The one that the tree of the next of three groups of four points to (see ``GroupedPLRU``); there must be 12 ways.
  case groupedPLRU
  /// One that is expected to be used in the distant future (see ``SRRIP``).
  case srrip
  /// The last of an order that vectors permute at every use (see ``PermutationVectors``).
  case permutation

  /// Whether the ways of a set are kept in order, youngest first, with nothing else to remember.
  @inline(__always)
  var isOrdered: Bool { self == .lru || self == .fifo }

  /// Whether a key moves to another way while it stays in its set.
  @inline(__always)
  var movesKeys: Bool { isOrdered || self == .permutation }

  /// How many words precede the ways of a set: none where they are in order, else the key whose reuse changes nothing, and
  /// the policy's state.
  @inline(__always)
  func headerWords(ways: Int) -> Int {
    switch self {
    case .lru, .fifo: 0
    case .treePLRU, .random, .groupedPLRU: 2
    case .bitPLRU, .nru: 1 &+ (ways &+ 63) / 64
    case .srrip: 1 &+ (ways &+ 31) / 32
    case .permutation: 1
    }
  }
}
