import Report

/// Results as a table: each benchmark with its time and its ratio to its limit.
public enum BenchmarkTable {
  /// The table.
  public static func table(_ results: [BenchmarkResult]) -> Table {
    var table = Table(
      [
        .init("benchmark", isNumeric: false), .init("ns/op"), .init("spread"), .init("refs/op"), .init("hit %"),
      ] + shadowColumns(results) + [
        .init("allocs/op"), .init("× limit"), .init("limit", isNumeric: false),
      ])
    let width = table.columns.count
    for result in results {
      let cells = row(result, results, hasShadow: !shadowColumns(results).isEmpty)
      table.append(cells + Array(repeating: "", count: width - cells.count))
    }
    return table
  }

  /// The columns that only shadow paging fills.
  private static func shadowColumns(_ results: [BenchmarkResult]) -> [Table.Column] {
    results.contains { $0.perOperation("exits") != nil } ? [.init("exits/op"), .init("bytes/entry")] : []
  }

  /// How many times its limit's time a benchmark takes: the median over rounds of the ratio within a round, which what
  /// drifts from round to round leaves alone. `nil` where either has no times.
  public static func ratio(_ result: BenchmarkResult, in results: [BenchmarkResult]) -> Double? {
    guard let limit = results.first(where: { $0.name == result.limit }) else { return nil }
    let ratios = result.samples.compactMap { sample -> Double? in
      guard let other = limit.samples.first(where: { $0.round == sample.round }), other.cpuTime > 0 else { return nil }
      return sample.cpuTime / other.cpuTime
    }.sorted()
    guard !ratios.isEmpty else { return nil }
    return (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
  }

  private static func row(_ result: BenchmarkResult, _ results: [BenchmarkResult], hasShadow: Bool) -> [String] {
    guard result.failure == nil, let time = result.cpuTime else {
      return [result.name, result.failure.map { "error: \($0.reason)" } ?? "not run"]
    }
    let ratio = ratio(result, in: results)
    return [
      result.name, NumberText.fixed(time, decimals: time < 1000 ? 2 : 0),
      number(result.spread.map { $0 * 100 }, decimals: 1, unit: "%"),
      number(result.perOperation("references"), decimals: 1),
      number(result.perOperation("hits").map { $0 * 100 }, decimals: 2),
    ] + (hasShadow ? shadowCells(result) : []) + [
      NumberText.fixed(result.allocationsPerOperation, decimals: 0),
      number(ratio, decimals: 2), ratio == nil ? "" : result.limit ?? "",
    ]
  }

  private static func shadowCells(_ result: BenchmarkResult) -> [String] {
    [number(result.perOperation("exits"), decimals: 2), number(result.perOperation("bytes"), decimals: 0)]
  }

  private static func number(_ value: Double?, decimals: Int, unit: String = "") -> String {
    value.map { NumberText.fixed($0, decimals: decimals) + unit } ?? ""
  }
}
