/// Examines chunks of a matrix, on one thread, in memory of its own.
protocol MatrixWorker: SendableMetatype {
  /// What it has counted so far.
  var tally: MatrixTally { get }

  /// Examines the cases of a chunk; stops at the first difference.
  mutating func examine(chunk: Int)
}
