/// Which entry of a full set makes room for a new one.
///
/// An empty way is always filled first, the lowest-numbered one.
public enum ReplacementPolicy: UInt8, CodedEnum {
  /// The least recently used.
  case lru
  /// The one that a binary tree of direction bits points to (see ``TreePLRU``); ways must be a power of two.
  case treePLRU
  /// The one that has been there longest.
  case fifo
  /// Any, by a seeded generator (see ``VictimGenerator``).
  case random

  /// Whether the ways of a set are kept in order, youngest first, instead of staying where they are.
  @inline(__always)
  var isOrdered: Bool { self == .lru || self == .fifo }
}
