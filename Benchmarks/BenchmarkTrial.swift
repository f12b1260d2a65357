/// A few operations that nobody timed.
public struct BenchmarkTrial: Equatable, Sendable {
  /// How many operations.
  public let operations: Int64
  /// The allocations in all of them.
  public let allocations: Int64

  package init(operations: Int64, allocations: Int64) {
    self.operations = operations
    self.allocations = allocations
  }
}
