import Regression

/// Runs of a few benchmarks.
enum SampleRun {
  static let host = HostFingerprint(hostName: "vm", processor: "EPYC", processorCount: 2)

  /// A run of `walk/hot` with its limit, of walks in two dimensions, and of two policies of shadow paging.
  static func of(
    _ revision: String?, day: Int, time: Double = 10, references: UInt64 = 4, on host: HostFingerprint? = SampleRun.host
  ) -> MeasuredRun {
    let facts = RunFacts(
      source: .bench, date: "2026-11-\(day)T08:07:48Z", gitRevision: revision, codeHash: revision, host: host)
    return MeasuredRun(
      label: "day\(day).json", facts: facts,
      benchmarks: [
        benchmark("walk/x86-long4/hot", [time, time * 1.01], references: references, limit: "limit/loads"),
        benchmark("limit/loads", [5, 5]),
        benchmark("walk-nested/x86-long4-on-ept/hot", [40, 41], references: 24, limit: "limit/absent"),
        benchmark("shadow/fault/warm/unsync/x86-long4", [30]), benchmark("shadow/fault/warm/vtlb/x86-long4", [36]),
        benchmark("shadow/write-protect/1-aliases/unsync/x86-long4", [7]),
      ])
  }

  static func benchmark(
    _ name: String, _ samples: [Double], references: UInt64? = nil, limit: String? = nil
  ) -> MeasuredBenchmark {
    var benchmark = MeasuredBenchmark(name, limit: limit)
    benchmark.processes = [ProcessTimes(samples)]
    benchmark.counters =
      references.map {
        [ExactCounter(name: "references", events: $0, operations: 1, unit: "entries", polarity: .lowerIsBetter)]
      } ?? []
    return benchmark
  }
}
