/// One repetition of a benchmark.
public struct BenchmarkSample: Equatable, Sendable {
  /// How many operations it timed.
  public let iterations: Int64
  /// Wall-clock nanoseconds of one operation.
  public let realTime: Double
  /// CPU nanoseconds of one operation.
  public let cpuTime: Double
  /// The allocations in all of them.
  public let allocations: Int64
  /// The round that it ran in, from 0: samples of one round ran close together.
  public let round: Int

  package init(iterations: Int64, realTime: Double, cpuTime: Double, allocations: Int64, round: Int) {
    self.iterations = iterations
    self.realTime = realTime
    self.cpuTime = cpuTime
    self.allocations = allocations
    self.round = round
  }
}
