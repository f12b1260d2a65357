import Report

/// Results as a table: each benchmark with its time and its ratio to its limit.
public enum BenchmarkTable {
  /// A column, and what it says of a benchmark.
  private struct Column: Sendable {
    let heading: Table.Column
    let cell: @Sendable (BenchmarkResult) -> String

    init(_ title: String, isNumeric: Bool = true, _ cell: @escaping @Sendable (BenchmarkResult) -> String) {
      heading = Table.Column(title, isNumeric: isNumeric)
      self.cell = cell
    }
  }

  /// The table. What no benchmark has takes no column.
  ///
  /// - Parameter baseline: the benchmark that all others are held against, instead of their limits.
  public static func table(_ results: [BenchmarkResult], baseline: String? = nil) -> Table {
    let columns = columns(results, baseline)
    var table = Table([.init("benchmark", isNumeric: false)] + columns.map(\.heading))
    for result in results {
      guard result.isMeasured else {
        let reason = result.failure.map { "error: \($0.reason)" } ?? "not run"
        table.append([result.fullName, reason] + Array(repeating: "", count: columns.count - 1))
        continue
      }
      table.append([result.fullName] + columns.map { $0.cell(result) })
    }
    return table
  }

  /// How many times another benchmark's time a benchmark takes: the median over rounds of the ratio within a round, which
  /// what drifts from round to round leaves alone. `nil` where either has no times.
  public static func ratio(_ result: BenchmarkResult, to other: String?, in results: [BenchmarkResult]) -> Double? {
    guard let other, let other = results.first(where: { $0.name == other }) else { return nil }
    let ratios = result.samples.compactMap { sample -> Double? in
      let twin = other.samples.first { ($0.process, $0.round) == (sample.process, sample.round) }
      guard let twin, twin.cpuTime > 0 else { return nil }
      return sample.cpuTime / twin.cpuTime
    }.sorted()
    guard !ratios.isEmpty else { return nil }
    return (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
  }

  private static func columns(_ results: [BenchmarkResult], _ baseline: String?) -> [Column] {
    let isTimed = results.contains { !$0.samples.isEmpty } || results.allSatisfy { $0.trial == nil }
    let hasInstructions = results.contains { $0.perOperation("instructions") != nil }
    let hasExits = results.contains { $0.perOperation("exits") != nil }
    let hasGuests = isTimed && results.contains { !$0.samples.isEmpty && $0.isOfGuest }
    return (isTimed ? times : []) + (hasGuests ? guests : []) + (hasInstructions ? instructions : []) + events
      + (hasExits ? exits : [])
      + allocations + (isTimed ? ratios(results, baseline) : [])
  }

  private static let times = [
    Column("ns/op") { number($0.cpuTime, decimals: ($0.cpuTime ?? 0) < 1000 ? 2 : 0) },
    Column("spread") { number($0.spread.map { $0 * 100 }, decimals: 1, unit: "%") },
  ]

  /// What only accesses of whole guests fill: how many there are in a second, in millions, and their time for each miss of the TLB and each
  /// exit.
  private static let guests = [
    Column("M/s") { number($0.isOfGuest ? $0.cpuTime.map { 1000 / $0 } : nil, decimals: 1) },
    Column("ns/miss") { number($0.isOfGuest ? $0.time(ofEach: "walks") : nil, decimals: 1) },
    Column("ns/exit") { number($0.isOfGuest ? $0.time(ofEach: "exits") : nil, decimals: 1) },
  ]

  private static let instructions = [
    Column("instr/op") { number($0.perOperation("instructions"), decimals: 2) }
  ]

  private static let events = [
    Column("refs/op") { number($0.perOperation("references"), decimals: 1) },
    Column("hit %") { number($0.perOperation("hits").map { $0 * 100 }, decimals: 2) },
  ]

  /// What only monitors fill.
  private static let exits = [
    Column("exits/op") { number($0.perOperation("exits"), decimals: 2) },
    Column("bytes/entry") { number($0.perOperation("bytes"), decimals: 0) },
  ]

  private static let allocations = [
    Column("allocs/op") { NumberText.fixed($0.allocationsPerOperation, decimals: 0) }
  ]

  private static func ratios(_ results: [BenchmarkResult], _ baseline: String?) -> [Column] {
    let other = { @Sendable (result: BenchmarkResult) in baseline == result.name ? nil : baseline ?? result.limit }
    let ratio = { @Sendable (result: BenchmarkResult) in Self.ratio(result, to: other(result), in: results) }
    let title = baseline == nil ? "limit" : "baseline"
    return [
      Column("× \(title)") { number(ratio($0), decimals: 2) },
      Column(title, isNumeric: false) { ratio($0) == nil ? "" : other($0) ?? "" },
    ]
  }

  private static func number(_ value: Double?, decimals: Int, unit: String = "") -> String {
    value.map { NumberText.fixed($0, decimals: decimals) + unit } ?? ""
  }
}
