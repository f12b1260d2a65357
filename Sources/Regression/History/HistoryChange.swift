/// A place in a history from which on something is another.
public struct HistoryChange: Equatable, Sendable {
  /// The index of the first entry that has it.
  public let index: Int
  /// The value before.
  public let before: Double
  /// The value in the entry.
  public let after: Double
  /// Whether it is for the worse.
  public let isWorse: Bool
  /// Whether the next entry shows it, too; an exact change needs none.
  public let isConfirmed: Bool

  /// The change as a fraction of the value before; `nil` where that is zero.
  public var change: Double? { before > 0 ? after / before - 1 : nil }
}
