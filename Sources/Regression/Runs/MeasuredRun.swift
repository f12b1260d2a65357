/// One side of a comparison: what its result files say.
public struct MeasuredRun: Equatable, Sendable {
  /// How the user named it: a path.
  public var label: String
  /// Where and how it was made.
  public var facts: RunFacts
  /// What was measured, in the order of the files. No two have the same name and count of threads.
  public var benchmarks: [MeasuredBenchmark]

  /// A run.
  public init(label: String, facts: RunFacts, benchmarks: [MeasuredBenchmark]) {
    self.label = label
    self.facts = facts
    self.benchmarks = benchmarks
  }
}
