/// Why a benchmark has no times.
public enum BenchmarkFailure: Error, Equatable, Sendable {
  /// The core and the reference disagree: a time would be the time of something wrong.
  case mismatch(String)
  /// The host gave no memory.
  case outOfMemory
  /// Google Benchmark, or we, gave up for another reason.
  case other(String)

  /// The reason as a phrase.
  public var reason: String {
    switch self {
    case .mismatch(let difference): "wrong result: \(difference)"
    case .outOfMemory: "the host gave no memory for it"
    case .other(let reason): reason
    }
  }
}
