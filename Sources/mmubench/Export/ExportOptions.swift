import ArgumentParser
import Regression
import Report

/// The options of `bench` for other tools.
struct ExportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Print the results for another tool instead of the table: gbench, gha, bmf, benchfmt, csv or md.",
      valueName: "format"))
  var export: ExportFormat?

  @Option(help: ArgumentHelp("Write what --export asks for into a file, and print the table.", valueName: "file"))
  var exportOut: String?

  func validate() throws {
    if exportOut != nil && export == nil {
      throw ValidationError("--export-out needs --export, which says in which format.")
    }
  }

  /// Says now whether the file could be written later.
  func checkWritable() throws {
    if let exportOut { try Output.checkWritable(exportOut) }
  }

  /// Writes results where they are wanted.
  ///
  /// - Parameter json: the results as `--out` has them.
  /// - Returns: what to print instead of the table, if anything.
  func write(_ json: String) throws -> String? {
    guard let export else { return nil }
    let run: MeasuredRun
    do throws(RunFailure) {
      run = try RunReader.read(Array(json.utf8), path: "mmubench bench")
    } catch {
      // A run in which nothing was measured is none to a reader.
      throw CommandFailure(.badData, "there is nothing to export: \(error.reason)")
    }
    let text = try RunExport.render(run, as: export)
    guard let exportOut else { return text }
    try Output.replaceFile(at: exportOut, with: text)
    return nil
  }
}

extension ExportFormat: ExpressibleByArgument {}
