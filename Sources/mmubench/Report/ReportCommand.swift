import ArgumentParser
import Report

/// `mmubench report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make one page to read, which needs no network, out of result files.",
    discussion: """
      Takes what bench --out, profile --out, merge --out and compare --format json write, and Google Benchmark's JSON of \
      any program; of a folder, its .json files. Several runs of benchmarks are a history: files of the same revision are \
      one run, and what changed from one to the next is marked.

      EXAMPLES:
        mmubench report results --out report.html
        mmubench report old.json new.json comparison.json --out report.html --title 'This week'
      """)

  @Argument(help: ArgumentHelp("Result files, and folders of them.", valueName: "file"))
  var paths: [String]

  @Option(name: [.long, .short], help: ArgumentHelp("Where to write the page.", valueName: "file"))
  var out: String

  @Option(help: "The page's title.")
  var title = "Results of mmubench"

  func run() throws {
    try Output.checkWritable(out)
    let page = ReportPage(try ReportInputs(paths), title: title)
    try Output.replaceFile(at: out, with: page.rendered())
  }
}
