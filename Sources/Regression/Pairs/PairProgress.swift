/// How far the gate is.
public struct PairProgress: Equatable, Sendable {
  /// How many pairs have run.
  public let pairs: Int
  /// How many benchmarks there are.
  public let benchmarks: Int
  /// How many of them still run.
  public let undecided: Int
  /// How many of those have changed, as it seems, and wait for fresh pairs to confirm it.
  public let candidates: Int
  /// Whether something was decided by this pair.
  public let hasLooked: Bool
  /// Benchmarks times processes until the next look that is due for each.
  public let runsToLook: Int
  /// Benchmarks times processes so far.
  public let runs: Int
}
