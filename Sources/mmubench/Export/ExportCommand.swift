import ArgumentParser
import Regression
import Report

/// `mmubench export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Turn result files into the formats of trackers and other tools.",
    discussion: """
      gha: github-action-benchmark, its customSmallerIsBetter. gbench: Google Benchmark's JSON with one row a benchmark, for \
      github-action-benchmark's googlecpp and Bencher's cpp_google. bmf: Bencher Metric Format. benchfmt: benchstat. csv, md: \
      tables. What failed, and aggregates, are left out: trackers take every row for a benchmark.

      EXAMPLES:
        mmubench export gha bench.json --out output.json
        mmubench export benchfmt old/ > old.txt
      """)

  @Argument(help: "gbench, gha, bmf, benchfmt, csv or md.")
  var format: ExportFormat

  @Argument(help: ArgumentHelp("A result file, a folder of them, or - for standard input.", valueName: "file"))
  var path: String

  @Option(name: [.long, .short], help: ArgumentHelp("Where to write, instead of standard output.", valueName: "file"))
  var out: String?

  func run() throws {
    if let out { try Output.checkWritable(out) }
    let run: MeasuredRun
    do throws(RunFailure) { run = try RunReader.read(path) } catch { throw CommandFailure(error) }
    let text = try RunExport.render(run, as: format)
    if let out { try Output.replaceFile(at: out, with: text) } else { try Output.print(text) }
  }
}
