/// One operation to time, under a name that is a path with the subject first.
public struct Benchmark {
  /// The path, such as `walk/x86-long4/hot/4k`.
  public let name: String
  /// The benchmark that bounds this one: the same work by hand in C, or less work. It runs in the same process.
  public let limit: String?
  /// What one operation is, in a phrase.
  public let summary: String
  /// Makes ready what the operation needs and checks it against the reference.
  package let prepare: () throws(BenchmarkFailure) -> PreparedBenchmark

  package init(
    _ name: String, limit: String? = nil, _ summary: String,
    prepare: @escaping () throws(BenchmarkFailure) -> PreparedBenchmark
  ) {
    self.name = name
    self.limit = limit
    self.summary = summary
    self.prepare = prepare
  }
}
