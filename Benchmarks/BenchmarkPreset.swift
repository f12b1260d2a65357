/// How long to run.
public enum BenchmarkPreset: String, CaseIterable, Sendable {
  /// About a minute: to look.
  case quick
  /// A few minutes: to compare.
  case ci
  /// For a result to keep.
  case full

  /// Repetitions of each benchmark.
  public var repetitions: Int {
    switch self {
    case .quick: 11
    case .ci: 11
    case .full: 21
    }
  }

  /// The least time of a repetition, in seconds.
  public var minimumTime: Double {
    switch self {
    case .quick: 0.02
    case .ci: 0.05
    case .full: 0.2
    }
  }
}
