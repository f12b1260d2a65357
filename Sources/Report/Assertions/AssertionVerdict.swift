/// What became of an assertion.
public enum AssertionVerdict: Equatable, Sendable {
  /// It holds.
  case holds
  /// It does not, for each of these reasons: a false comparison with the values that made it false.
  case violated([String])
  /// It can be neither true nor false, for this reason: a metric that is missing, or a division by zero.
  case undecidable(String)
}
