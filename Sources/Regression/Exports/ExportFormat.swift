/// A format that trackers of performance and other tools read.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// Google Benchmark's JSON, a row a benchmark: github-action-benchmark's `googlecpp`, Bencher's `cpp_google`.
  case gbench
  /// github-action-benchmark's `customSmallerIsBetter`.
  case gha
  /// Bencher Metric Format, its adapter `json`.
  case bmf
  /// Go's benchmark format, for benchstat.
  case benchfmt
  /// A spreadsheet, a row a metric.
  case csv
  /// A Markdown table.
  case md
}
