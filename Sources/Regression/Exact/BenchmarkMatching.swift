/// Which benchmark of base is which of head.
struct BenchmarkMatching {
  /// A benchmark and its name.
  private struct Key: Hashable {
    let name: String
    let threads: Int

    init(_ benchmark: MeasuredBenchmark) {
      name = benchmark.name
      threads = benchmark.threads
    }
  }

  /// A benchmark of base, and the same one of head if it has it.
  struct Pair {
    let base: MeasuredBenchmark
    var head: MeasuredBenchmark?
  }

  /// Base's benchmarks, in its order.
  private(set) var pairs: [Pair]
  /// What only head has, in its order.
  private(set) var new: [MeasuredBenchmark]

  /// The benchmarks of two sides: those of the same name and count of threads are the same, and of the rest those of the same
  /// name, if there is only one on each side.
  init(base: MeasuredRun, head: MeasuredRun) {
    let byKey = Dictionary(head.benchmarks.map { (Key($0), $0) }) { first, _ in first }
    let baseKeys = Set(base.benchmarks.map(Key.init))
    pairs = base.benchmarks.map { Pair(base: $0, head: byKey[Key($0)]) }
    new = head.benchmarks.filter { !baseKeys.contains(Key($0)) }
    matchOtherThreads()
  }

  private mutating func matchOtherThreads() {
    let candidates = Dictionary(grouping: new, by: \.name).filter { $0.value.count == 1 }
    let missing = Dictionary(grouping: pairs.indices.filter { pairs[$0].head == nil }) { pairs[$0].base.name }
    for (name, indices) in missing where indices.count == 1 {
      guard let other = candidates[name]?.first else { continue }
      pairs[indices[0]].head = other
      new.removeAll { Key($0) == Key(other) }
    }
  }
}
