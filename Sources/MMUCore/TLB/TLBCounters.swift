/// What a ``TLBHierarchy`` counted. Everything else follows: an L1 hit is an access that was no L1 miss.
public struct TLBCounters: Equatable, Sendable, BitwiseCopyable {
  /// Translations asked for. An access that crosses into another page asks for two.
  public var accesses = KindCounts()
  /// Accesses that crossed into another page; each added one to ``accesses``.
  public var pageCrossings: UInt64 = 0
  /// Translations that the first level did not have.
  public var level1Misses = KindCounts()
  /// Translations that no level had: each was walked.
  public var level2Misses = KindCounts()

  /// All zero.
  public init() {}
}
