import CHost
import Regression

/// What a benchmark's repetitions gave.
public struct BenchmarkResult: Sendable {
  /// The benchmark's path.
  public let name: String
  /// Its limit's path.
  public let limit: String?
  /// What one operation is.
  public let summary: String
  /// How many threads ran it at once, each with a fixture of its own.
  public let threads: Int
  /// The repetitions.
  public package(set) var samples: [BenchmarkSample] = []
  /// The operations that were run to count their allocations, where nothing was timed.
  public package(set) var trial: BenchmarkTrial?
  /// What operations do, counted exactly.
  public package(set) var counters: [ExactCounter] = []
  /// Why there are no samples.
  public package(set) var failure: BenchmarkFailure?

  package init(name: String, limit: String?, summary: String, threads: Int = 1) {
    self.name = name
    self.limit = limit
    self.summary = summary
    self.threads = threads
  }

  /// The lowest CPU time of a repetition, in nanoseconds an operation: noise only ever adds.
  public var cpuTime: Double? { samples.map(\.cpuTime).min() }

  /// How far the slowest repetition is above the fastest, as a fraction of it.
  public var spread: Double? {
    guard let least = cpuTime, least > 0, let most = samples.map(\.cpuTime).max() else { return nil }
    return most / least - 1
  }

  /// Whether it was run, and nothing is wrong with it.
  public var isMeasured: Bool { failure == nil && (trial != nil || !samples.isEmpty) }

  /// The name with the count of threads, as Google Benchmark writes it.
  public var fullName: String { name + Self.suffix(threads: threads) }

  /// What Google Benchmark adds to a name.
  static func suffix(threads: Int) -> String { threads == 1 ? "" : "/threads:\(threads)" }

  /// Adds what another process measured of the same benchmark.
  public mutating func add(_ other: BenchmarkResult) {
    samples += other.samples
    failure = failure ?? other.failure
  }

  /// Adds the counter of instructions, or the failure to count them.
  public mutating func add(_ counts: InstructionCounts, validFor: String) {
    if let counter = counts.counter(name, validFor: validFor) {
      counters.append(counter)
    } else if !host_was_interrupted() {
      failure = failure ?? .other("Callgrind counted no instructions of it")
    }
  }

  /// Allocations in all timed calls together, or in the trial.
  public var allocations: Int64 { samples.reduce(trial?.allocations ?? 0) { $0 + $1.allocations } }

  /// Allocations for each operation.
  public var allocationsPerOperation: Double {
    Double(allocations) / Double(max(1, samples.reduce(trial?.operations ?? 0) { $0 + $1.iterations }))
  }

  /// Whether an operation is an access that a guest made, which may miss the TLB and may exit to a monitor.
  var isOfGuest: Bool { perOperation("walks") != nil && perOperation("exits") != nil }

  /// The time of operations for each event of a counter, in nanoseconds; `nil` where there is none, or fewer than one in a thousand
  /// operations, to which the time does not belong.
  func time(ofEach counter: String) -> Double? {
    guard let time = cpuTime, let events = perOperation(counter), events >= 0.001 else { return nil }
    return time / events
  }

  /// A counter for each operation, by its name.
  public func perOperation(_ counter: String) -> Double? {
    counters.first { $0.name == counter }?.perOperation
  }
}
