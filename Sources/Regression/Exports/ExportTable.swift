import Report

/// A run as a table.
package enum ExportTable {
  /// A row a metric, for a spreadsheet.
  package static func long(_ benchmarks: [ExportedBenchmark]) -> Table {
    var table = Table(
      ["benchmark", "threads", "metric", "value", "unit", "lowest", "highest", "samples", "limit"].map { .init($0) })
    for benchmark in benchmarks {
      let head = [benchmark.name, "\(benchmark.threads)"]
      if let time = benchmark.time, let highest = benchmark.samples.max() {
        table.append(
          head + [
            "time", "\(time)", "ns/op", "\(time)", "\(highest)", "\(benchmark.samples.count)", benchmark.limit ?? "",
          ])
      }
      for counter in benchmark.counters {
        table.append(
          head + [counter.name, "\(counter.perOperation)", "\(counter.unit)/op", "", "", "", ""])
      }
    }
    return table
  }

  /// A row a benchmark, for a README.
  package static func wide(_ benchmarks: [ExportedBenchmark]) -> Table {
    var table = Table([
      .init("benchmark", isNumeric: false), .init("ns/op"), .init("counters", isNumeric: false), .init("× limit"),
      .init("limit", isNumeric: false),
    ])
    let times = Dictionary(benchmarks.compactMap { benchmark in benchmark.time.map { (benchmark.name, $0) } }) {
      first, _ in first
    }
    for benchmark in benchmarks {
      let limit = benchmark.limit.flatMap { name in times[name].map { (name, $0) } }
      let ratio = benchmark.time.flatMap { time in limit.flatMap { $0.1 > 0 ? time / $0.1 : nil } }
      let counters = benchmark.counters.map { "\($0.name) \(NumberText.significant($0.perOperation, digits: 6))" }
      table.append(
        [
          benchmark.name, benchmark.time.map { NumberText.significant($0, digits: 4) } ?? "",
          counters.joined(separator: ", "),
          ratio.map { NumberText.fixed($0, decimals: 2) } ?? "", limit?.0 ?? "",
        ].map { MarkdownText.escaped($0, isCell: true) })
    }
    return table
  }
}
