/// What a run's benchmarks come to beside each other.
package struct RunNumbers {
  private let benchmarks: [String: MeasuredBenchmark]
  /// The names of benchmarks that bound others.
  package let limits: Set<String>

  package init(_ run: MeasuredRun) {
    benchmarks = Dictionary(run.benchmarks.map { ($0.name, $0) }) { first, _ in first }
    limits = Set(run.benchmarks.compactMap(\.limit))
  }

  /// The benchmark of a name.
  package subscript(name: String) -> MeasuredBenchmark? { benchmarks[name] }

  /// The least time in nanoseconds; `nil` for what failed or has none.
  package func time(_ benchmark: MeasuredBenchmark) -> Double? {
    benchmark.failure == nil ? benchmark.processes.map(\.least).filter(\.isFinite).min() : nil
  }

  /// How far the slowest repetition is above the fastest, as a fraction of it.
  package func spread(_ benchmark: MeasuredBenchmark) -> Double? {
    let samples = benchmark.processes.flatMap(\.samples).filter(\.isFinite)
    guard samples.count > 1, let least = samples.min(), let most = samples.max(), least > 0 else { return nil }
    return most / least - 1
  }

  /// How many times its limit's time a benchmark takes: the median over repetitions of the ratio within one, which what drifts
  /// leaves alone; of the least times where the repetitions are not the same ones.
  package func ratio(_ benchmark: MeasuredBenchmark) -> Double? {
    guard let name = benchmark.limit, let limit = benchmarks[name], let time = time(benchmark),
      let bound = self.time(limit), bound > 0
    else { return nil }
    let rounds = zip(benchmark.processes, limit.processes).flatMap { zip($0.samples, $1.samples) }
    let isAligned = benchmark.processes.map(\.samples.count) == limit.processes.map(\.samples.count)
    let ratios = rounds.filter { $1 > 0 }.map { $0 / $1 }.sorted()
    guard isAligned, !ratios.isEmpty else { return time / bound }
    return (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
  }

  /// A counter's events for an operation.
  package func counter(_ name: String, of benchmark: MeasuredBenchmark?) -> Double? {
    benchmark?.counters.first { $0.name == name }?.perOperation
  }
}
