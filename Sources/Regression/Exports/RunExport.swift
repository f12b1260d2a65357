import Foundation
import Report

/// A run in the formats of other tools.
///
/// They take every row for a benchmark. So what failed or has no times is left out, and so are aggregates; a benchmark's time is
/// its least CPU time, as everywhere in this project.
public enum RunExport {
  /// The text in a format, with a newline at its end.
  public static func render(_ run: MeasuredRun, as format: ExportFormat) throws -> String {
    let benchmarks = ExportedBenchmark.all(run)
    return switch format {
    case .gbench: try JSONText.encode(GoogleBenchmarkExport(run, benchmarks))
    case .gha: try JSONText.encode(benchmarks.flatMap(TrackedValue.values))
    case .bmf: try JSONText.encode(BencherExport.metrics(benchmarks))
    case .benchfmt: GoBenchmarkExport(run, benchmarks).text
    case .csv: ExportTable.long(benchmarks).rendered(as: .csv)
    case .md: ExportTable.wide(benchmarks).rendered(as: .md)
    }
  }
}
