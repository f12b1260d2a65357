/// An operation that is ready to be timed.
struct PreparedBenchmark {
  /// What the operation does, counted exactly.
  var counters: [ExactCounter] = []
  /// Does the operation as often as asked. Called once a run; loops belong inside.
  let run: (Int) -> Void
}
