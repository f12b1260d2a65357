/// Bencher Metric Format: for each benchmark its measures by their slugs.
///
/// Source: bencher.dev, "Bencher Metric Format (BMF)" with its JSON Schema.
package enum BencherExport {
  /// A measure's values.
  package struct Metric: Encodable, Equatable {
    package let value: Double
    package var lower_value: Double?
    package var upper_value: Double?
  }

  /// The most characters of a slug, and of a benchmark's name.
  private static let slugLimit = 64
  private static let nameLimit = 1024

  /// The whole object. `latency`, in nanoseconds, is a measure that every project of Bencher has.
  package static func metrics(_ benchmarks: [ExportedBenchmark]) -> [String: [String: Metric]] {
    var result: [String: [String: Metric]] = [:]
    for benchmark in benchmarks {
      var measures: [String: Metric] = [:]
      for counter in benchmark.counters { measures[slug(counter.name)] = Metric(value: counter.perOperation) }
      if let time = benchmark.time {
        measures["latency"] = Metric(value: time, lower_value: time, upper_value: benchmark.samples.max())
      }
      result[String(benchmark.name.prefix(nameLimit))] = measures
    }
    return result
  }

  /// Lower case letters and digits, with hyphens between them.
  package static func slug(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.joined(separator: "-").prefix(slugLimit)
    return slug.isEmpty ? "counter" : String(slug)
  }
}
