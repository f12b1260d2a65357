/// One operation to time, under a name that is a path with the subject first.
public struct Benchmark {
  /// The path, such as `walk/x86-long4/hot/4k`.
  public let name: String
  /// The benchmark that bounds this one: the same work by hand in C, or less work. It runs in the same process.
  public let limit: String?
  /// What one operation is, in a phrase.
  public let summary: String
  /// Whether its time hardly depends on what else uses the machine's caches: all that it addresses in no order (tables, TLBs,
  /// books) takes less than half a MiB, so that it stays in a second-level cache; what it reads from its beginning to
  /// its end does not count, since processors fetch that ahead. A change of a few percent shows in such times. It is marked
  /// by hand, where processes recorded one after the other agree; limits never are: they run for what they bound.
  public private(set) var isResident = false
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

  /// The same benchmark, marked as ``isResident`` where it is.
  package func resident(if isResident: Bool = true) -> Benchmark {
    var marked = self
    marked.isResident = isResident && !isLimit
    return marked
  }

  /// Whether it is there only for others to be held against.
  public var isLimit: Bool { name.hasPrefix("limit/") }
}
