import Foundation
import Regression
import Report

/// Writes a comparison wherever it is wanted, and ends the command as it came out.
struct CompareOutput {
  let options: CompareOptions

  /// Says now whether every file could be written later.
  func checkWritable() throws {
    for path in options.out { try Output.checkWritable(path) }
  }

  /// Writes a comparison, and fails unless it came out well.
  func finish(_ comparison: Comparison) throws {
    for path in options.out {
      let format = Self.format(ofFile: path) ?? options.format
      try Output.replaceFile(at: path, with: render(comparison, as: format))
    }
    if options.format == .github { try appendStepSummary(comparison) }
    try Output.print(render(comparison, as: options.format))
    if comparison.isInterrupted {
      throw CommandFailure(.interrupted, "interrupted; the comparison has what was found until then")
    }
    if let failure = failure(of: comparison) { throw failure }
  }

  /// The format that a file's name asks for.
  static func format(ofFile path: String) -> ComparisonFormat? {
    switch (path as NSString).pathExtension.lowercased() {
    case "json": .json
    case "md": .md
    case "xml": .junit
    case "txt": .text
    default: nil
    }
  }

  private func render(_ comparison: Comparison, as format: ComparisonFormat) -> String {
    ComparisonRendering.render(comparison, as: format, showsAll: options.all)
  }

  /// GitHub's runner shows what a step appends to the file of this variable.
  private func appendStepSummary(_ comparison: Comparison) throws {
    guard let path = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    try Output.append(ComparisonRendering.stepSummary(comparison), toFileAt: path)
  }

  /// Why the command fails. A text on standard output ends with the verdict, and is not told again.
  private func failure(of comparison: Comparison) -> CommandFailure? {
    Self.status(of: comparison.outcome).map {
      CommandFailure($0, options.format == .text ? "" : ComparisonRendering.verdictLine(comparison))
    }
  }

  private static func status(of outcome: Comparison.Outcome) -> ExitStatus? {
    switch outcome {
    case .fine: nil
    case .regressed: .regression
    case .notComparable: .notComparable
    case .wrong: .wrong
    case .inconclusive: .inconclusive
    }
  }
}
