/// Google Benchmark's JSON with one row a benchmark.
///
/// github-action-benchmark and Bencher take `real_time` for the result, which on a shared machine counts what other programs
/// do. So it is the least CPU time here, as `cpu_time` is, and the context says so.
///
/// Source: google/benchmark, docs/user_guide.md, "Output Formats"; github-action-benchmark, src/extract.ts,
/// `extractGoogleCppResult`; Bencher, adapters/cpp/google.rs.
package struct GoogleBenchmarkExport: Encodable {
  package struct Context: Encodable {
    package let date: String
    package let host_name: String
    package let executable: String
    package let num_cpus: Int
    package let caches: [String]
    package let library_build_type: String
    package let time_note: String
  }

  /// The fields of a row, and after them the counters as numbers for an operation.
  package struct Row: Encodable {
    package let benchmark: ExportedBenchmark
    package let time: Double
    package let index: Int

    package func encode(to encoder: any Encoder) throws {
      var row = encoder.container(keyedBy: ExportKey.self)
      for counter in benchmark.counters { try row.encode(counter.perOperation, forKey: ExportKey(counter.name)) }
      try row.encode(benchmark.name, forKey: "name")
      try row.encode(benchmark.name, forKey: "run_name")
      try row.encode("iteration", forKey: "run_type")
      try row.encode(index, forKey: "family_index")
      try row.encode(0, forKey: "per_family_instance_index")
      try row.encode(1, forKey: "repetitions")
      try row.encode(0, forKey: "repetition_index")
      try row.encode(benchmark.threads, forKey: "threads")
      try row.encode(benchmark.repetitions, forKey: "iterations")
      try row.encode(time, forKey: "real_time")
      try row.encode(time, forKey: "cpu_time")
      try row.encode("ns", forKey: "time_unit")
    }
  }

  package let context: Context
  package let benchmarks: [Row]

  package init(_ run: MeasuredRun, _ benchmarks: [ExportedBenchmark]) {
    context = Context(
      date: run.facts.date ?? "", host_name: run.facts.host?.hostName ?? "", executable: run.label,
      num_cpus: run.facts.host?.processorCount ?? 0, caches: [], library_build_type: "release",
      time_note: "real_time and cpu_time are the least CPU time of all repetitions; iterations counts these")
    self.benchmarks = benchmarks.enumerated().compactMap { index, benchmark in
      benchmark.time.map { Row(benchmark: benchmark, time: $0, index: index) }
    }
  }
}
