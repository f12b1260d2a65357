/// One row of a result file: a repetition of a benchmark, or why there is none.
struct ResultRow {
  /// What a row says.
  enum Outcome {
    /// CPU nanoseconds of one operation.
    case time(Double)
    /// The benchmark failed, and why.
    case failure(String)
    /// The benchmark chose not to run, and why.
    case skip(String)
    /// It has counters, and no time.
    case counted
  }

  /// The row itself, for the place in its file.
  let node: FileNode
  /// The benchmark's name.
  let name: String
  /// The threads that ran it.
  var threads = 1
  /// The process, where one file has several.
  var process = 0
  /// Which repetition it is, where the file says.
  var repetition: Int?
  /// Which of the program's benchmarks it is, where the file says: two can have one name.
  var instance: String?
  /// The benchmark that bounds it.
  var limit: String?
  /// What one operation is.
  var summary = ""
  /// What it says.
  var outcome = Outcome.counted
  /// What operations do, counted exactly.
  var counters: [ExactCounter] = []
  /// Allocations in timed code.
  var allocations: Int64?
  /// The digest of a profile's counters.
  var digest: String?

  init(_ node: FileNode, name: String) {
    self.node = node
    self.name = name
  }
}
