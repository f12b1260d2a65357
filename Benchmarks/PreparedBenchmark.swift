import Regression

/// An operation that is ready to be timed.
package struct PreparedBenchmark {
  /// What the operation does, counted exactly.
  package let counters: [ExactCounter]
  /// Does the operation as often as asked. Called once a run; loops belong inside.
  package let run: (Int) -> Void
  /// A count of operations that takes no longer than a moment: one, where an operation itself takes that long.
  package let trialCount: Int

  package init(counters: [ExactCounter] = [], trialCount: Int = 1000, run: @escaping (Int) -> Void) {
    self.counters = counters
    self.trialCount = trialCount
    self.run = run
  }
}
