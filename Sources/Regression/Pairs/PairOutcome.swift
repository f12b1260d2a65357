/// What the gate found.
public struct PairOutcome: Equatable, Sendable {
  /// A finding for each benchmark, in the order that they were named.
  public var findings: [Finding]
  /// Sentences about the comparison as a whole.
  public var remarks: [String]
  /// How many pairs ran.
  public var pairs: Int
  /// Whether the user ended it early.
  public var isInterrupted: Bool
}
