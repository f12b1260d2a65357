import Regression

/// What a benchmark's repetitions gave.
public struct BenchmarkResult: Sendable {
  /// The benchmark's path.
  public let name: String
  /// Its limit's path.
  public let limit: String?
  /// What one operation is.
  public let summary: String
  /// The repetitions.
  public package(set) var samples: [BenchmarkSample] = []
  /// What operations do, counted exactly.
  public package(set) var counters: [ExactCounter] = []
  /// Why there are no samples.
  public package(set) var failure: BenchmarkFailure?

  package init(name: String, limit: String?, summary: String) {
    self.name = name
    self.limit = limit
    self.summary = summary
  }

  /// The lowest CPU time of a repetition, in nanoseconds an operation: noise only ever adds.
  public var cpuTime: Double? { samples.map(\.cpuTime).min() }

  /// How far the slowest repetition is above the fastest, as a fraction of it.
  public var spread: Double? {
    guard let least = cpuTime, least > 0, let most = samples.map(\.cpuTime).max() else { return nil }
    return most / least - 1
  }

  /// Allocations in all timed calls together.
  public var allocations: Int64 { samples.reduce(0) { $0 + $1.allocations } }

  /// Allocations for each operation.
  public var allocationsPerOperation: Double {
    Double(allocations) / Double(max(1, samples.reduce(0) { $0 + $1.iterations }))
  }

  /// A counter for each operation, by its name.
  public func perOperation(_ counter: String) -> Double? {
    counters.first { $0.name == counter }?.perOperation
  }
}
