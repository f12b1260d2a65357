/// Why a benchmark has no times.
public enum BenchmarkFailure: Error, Equatable, Sendable {
  /// The core and the reference disagree: a time would be the time of something wrong.
  case mismatch(String)
  /// The host gave no memory.
  case outOfMemory
  /// Google Benchmark, or we, gave up for another reason.
  case other(String)

  private static let mismatchPrefix = "wrong result: "

  /// The failure that a reason stands for.
  package init(reason: String) {
    if reason.hasPrefix(Self.mismatchPrefix) {
      self = .mismatch(String(reason.dropFirst(Self.mismatchPrefix.count)))
    } else {
      self = reason == Self.outOfMemory.reason ? .outOfMemory : .other(reason)
    }
  }

  /// The reason as a phrase.
  public var reason: String {
    switch self {
    case .mismatch(let difference): Self.mismatchPrefix + difference
    case .outOfMemory: "the host gave no memory for it"
    case .other(let reason): reason
    }
  }
}
