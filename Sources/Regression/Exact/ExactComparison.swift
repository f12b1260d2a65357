/// What is compared without tolerance: presence, configuration, failures, counters, allocations and digests.
public enum ExactComparison {
  /// What is found, in base's order, then what only head has. No times.
  public static func findings(base: MeasuredRun, head: MeasuredRun) -> [Finding] { [] }
}
