import Foundation

/// Go's benchmark format, a line a sample, so that benchstat has something to compute with.
///
/// benchstat puts results with different configuration into different tables. So only what makes them incomparable, the
/// processor, is a configuration line; revision and date are comments. The count of iterations is 1: each line is one
/// measurement. Every name ends with its threads, since a last `-1024` would be taken for them.
///
/// Source: golang.org/design/14313-benchmark-format; golang.org/x/perf/benchfmt; golang.org/x/perf/cmd/benchstat.
package struct GoBenchmarkExport {
  private let run: MeasuredRun
  private let benchmarks: [ExportedBenchmark]

  package init(_ run: MeasuredRun, _ benchmarks: [ExportedBenchmark]) {
    self.run = run
    self.benchmarks = benchmarks
  }

  /// The file's text.
  package var text: String {
    let facts = [
      ("revision", run.facts.gitRevision), ("date", run.facts.date), ("host", run.facts.host?.hostName),
      ("code-hash", run.facts.codeHash), ("swift", run.facts.swiftVersion),
    ]
    let comments = facts.compactMap { key, value in value.map { "# \(key): \(Self.oneLine($0))\n" } }
    let processor = run.facts.host?.processor ?? ""
    let configuration = processor.isEmpty ? "" : "cpu: \(Self.oneLine(processor))\n"
    return comments.joined() + configuration + units + lines
  }

  /// What is exact and which direction is better, once for each unit.
  private var units: String {
    var seen: Set<String> = []
    return benchmarks.flatMap(\.counters).compactMap { counter in
      let unit = Self.unit(counter)
      guard seen.insert(unit).inserted else { return nil }
      return "Unit \(unit) assume=exact better=\(counter.polarity == .lowerIsBetter ? "lower" : "higher")\n"
    }.joined()
  }

  private var lines: String {
    var seen: [String: Int] = [:]
    return benchmarks.map { benchmark in
      let name = Self.name(benchmark.name)
      let count = seen[name, default: 0]
      seen[name] = count + 1
      // Go's own testing package tells names that came out the same apart like this.
      let unique = count == 0 ? name : name + "#" + (count < 10 ? "0" : "") + "\(count)"
      return Self.lines(benchmark, named: "\(unique)-\(benchmark.threads)")
    }.joined()
  }

  private static func lines(_ benchmark: ExportedBenchmark, named name: String) -> String {
    let counters = benchmark.counters.map { " \(number($0.perOperation)) \(unit($0))" }.joined()
    guard !benchmark.samples.isEmpty else { return "\(name) 1\(counters)\n" }
    return benchmark.samples.map { "\(name) 1 \(number($0)) ns/op\(counters)\n" }.joined()
  }

  /// `Benchmark`, a capital, and no spaces.
  package static func name(_ name: String) -> String {
    let plain = String(name.map { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x21 } ? "_" : $0 })
    guard let first = plain.first, first.isLetter else { return "BenchmarkX\(plain)" }
    return "Benchmark" + first.uppercased() + plain.dropFirst()
  }

  private static func unit(_ counter: ExactCounter) -> String {
    oneLine(counter.name).replacing(" ", with: "-") + "/op"
  }

  /// A number without a power of ten, which not every reader takes.
  package static func number(_ value: Double) -> String {
    let text = "\(value)"
    guard text.contains("e") else { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
    return String(format: "%.15f", value)
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? " " : $0 })
  }
}
