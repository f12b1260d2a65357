/// What other tools get of a benchmark.
package struct ExportedBenchmark {
  /// The name, with the threads if there are several.
  package let name: String
  package let threads: Int
  package let limit: String?
  package let summary: String
  /// The times of each process; empty for a profile.
  package let processes: [ProcessTimes]
  package let counters: [ExactCounter]

  /// Everything in a run that did not fail and has a number.
  package static func all(_ run: MeasuredRun) -> [ExportedBenchmark] {
    run.benchmarks.compactMap { benchmark in
      let processes = benchmark.processes.map { ProcessTimes($0.samples.filter(\.isFinite)) }
        .filter { !$0.samples.isEmpty }
      guard benchmark.failure == nil, !processes.isEmpty || !benchmark.counters.isEmpty else { return nil }
      let suffix = "/threads:\(benchmark.threads)"
      let name = benchmark.threads < 2 || benchmark.name.hasSuffix(suffix) ? benchmark.name : benchmark.name + suffix
      return ExportedBenchmark(
        name: name, threads: benchmark.threads, limit: benchmark.limit, summary: benchmark.summary,
        processes: processes, counters: benchmark.counters)
    }
  }

  /// The least time in nanoseconds.
  package var time: Double? { processes.map(\.least).min() }

  /// What is compared with other runs: the least time of each process, or of a single one its repetitions.
  package var samples: [Double] { processes.count > 1 ? processes.map(\.least) : processes.first?.samples ?? [] }

  /// How many repetitions there were.
  package var repetitions: Int { processes.map(\.samples.count).reduce(0, +) }
}
