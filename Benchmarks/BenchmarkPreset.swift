/// How long to run.
public enum BenchmarkPreset: String, CaseIterable, Sendable {
  /// About a minute: to look.
  case quick
  /// A few minutes: to compare.
  case ci
  /// For a result to keep.
  case full
  /// Counters, allocations and checks only: nothing is timed, so the results are valid on any machine.
  case exact

  /// Repetitions of each benchmark.
  public var repetitions: Int {
    switch self {
    case .quick: 11
    case .ci: 11
    case .full: 21
    case .exact: 1
    }
  }

  /// The least time of a repetition, in seconds.
  public var minimumTime: Double {
    switch self {
    case .quick: 0.02
    case .ci: 0.05
    case .full: 0.2
    case .exact: 0
    }
  }
}
