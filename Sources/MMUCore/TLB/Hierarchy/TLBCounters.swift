/// What a ``TLBHierarchy`` counted. Everything else follows: an L1 hit is an access that was no L1 miss.
public struct TLBCounters: Equatable, Sendable, BitwiseCopyable {
  /// Translations asked for. An access that crosses into another page asks for two.
  public var accesses = KindCounts()
  /// Accesses that crossed into another page; each added one to ``accesses``.
  public var pageCrossings: UInt64 = 0
  /// Translations that the first level did not have.
  public var level1Misses = KindCounts()
  /// Translations that neither the first nor the second level had; all of ``level1Misses`` where there is but one level.
  public var level2Misses = KindCounts()
  /// Translations that no level had; all of ``level2Misses`` where there is no third level.
  public var level3Misses = KindCounts()
  /// Pages that were walked ahead of their use.
  public var prefetchWalks: UInt64 = 0
  /// Those that were mapped, and kept in the buffer.
  public var prefetchesIssued: UInt64 = 0
  /// Those that were then found there: each spared a translation that no level had its walk.
  public var prefetchesUsed: UInt64 = 0
  /// Events among the words of the trace.
  public var events: UInt64 = 0

  /// Walks that an access waited for.
  public var walks: UInt64 { level3Misses.total &- prefetchesUsed }

  /// All zero.
  public init() {}
}
