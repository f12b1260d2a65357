/// An operation that is ready to be timed.
package struct PreparedBenchmark {
  /// What the operation does, counted exactly.
  package let counters: [ExactCounter]
  /// Does the operation as often as asked. Called once a run; loops belong inside.
  package let run: (Int) -> Void

  package init(counters: [ExactCounter] = [], run: @escaping (Int) -> Void) {
    self.counters = counters
    self.run = run
  }
}
