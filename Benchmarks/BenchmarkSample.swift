/// One repetition of a benchmark.
public struct BenchmarkSample: Equatable, Sendable {
  /// How many operations it timed, on all threads together.
  public let iterations: Int64
  /// Wall-clock nanoseconds of one operation; on several threads, of one of all their operations.
  public let realTime: Double
  /// CPU nanoseconds of one operation.
  public let cpuTime: Double
  /// The allocations in all of them.
  public let allocations: Int64
  /// The round that it ran in, from 0: samples of one round of one process ran close together.
  public let round: Int
  /// The process that it ran in, from 0.
  public package(set) var process: Int

  package init(iterations: Int64, realTime: Double, cpuTime: Double, allocations: Int64, round: Int, process: Int = 0) {
    self.iterations = iterations
    self.realTime = realTime
    self.cpuTime = cpuTime
    self.allocations = allocations
    self.round = round
    self.process = process
  }
}
