/// The times of stored files, which say less than pairs of processes that ran beside each other.
public enum StoredTimeComparison {
  /// A finding for each benchmark that has times on both sides, in base's order.
  public static func findings(base: MeasuredRun, head: MeasuredRun, margin: Double) -> [Finding] { [] }
}
