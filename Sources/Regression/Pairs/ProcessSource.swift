/// Where the times of processes come from: programs that are run, or runs that were stored.
public protocol ProcessSource {
  /// Runs one process of an arm.
  ///
  /// - Parameter names: the benchmarks that it runs, and no others.
  /// - Returns: the lowest CPU time of one operation of each, in nanoseconds. Of a benchmark that did not run, nothing.
  /// - Throws: ``ProcessInterruption`` if the user wants no more; anything else if there can be no comparison.
  mutating func run(_ arm: Arm, _ names: [String]) throws -> [String: Double]
}

/// The user wants no more; what has been measured counts.
public struct ProcessInterruption: Error {
  /// An interruption.
  public init() {}
}
