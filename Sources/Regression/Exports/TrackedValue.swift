import Report

/// An entry of github-action-benchmark's `customSmallerIsBetter`.
///
/// Source: github-action-benchmark, README.md, "Custom benchmarks"; src/extract.ts.
package struct TrackedValue: Encodable, Equatable {
  package let name: String
  package let unit: String
  package let value: Double
  package let range: String?
  package let extra: String

  /// The time of a benchmark, and each counter of which less is better. The others are in `extra`: the tool would take more
  /// of them for a regression.
  package static func values(_ benchmark: ExportedBenchmark) -> [TrackedValue] {
    let counters = benchmark.counters.filter { $0.polarity == .lowerIsBetter }.map { counter in
      TrackedValue(
        name: "\(benchmark.name): \(counter.name)", unit: "\(counter.name)/op", value: counter.perOperation, range: nil,
        extra: "\(counter.events) \(counter.unit) in \(counter.operations) operations")
    }
    return (time(benchmark).map { [$0] } ?? []) + counters
  }

  private static func time(_ benchmark: ExportedBenchmark) -> TrackedValue? {
    guard let time = benchmark.time, let highest = benchmark.samples.max() else { return nil }
    let lines =
      ["processes: \(benchmark.processes.count)", "repetitions: \(benchmark.repetitions)"]
      + (benchmark.threads > 1 ? ["threads: \(benchmark.threads)"] : [])
      + benchmark.counters.filter { $0.polarity == .higherIsBetter }.map {
        "\($0.name): \(NumberText.significant($0.perOperation, digits: 6))/op"
      }
    return TrackedValue(
      name: benchmark.name, unit: "ns/op", value: time,
      range: "± \(NumberText.significant((highest - time) / 2, digits: 3))", extra: lines.joined(separator: "\n"))
  }
}
