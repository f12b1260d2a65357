import Foundation
import Regression
import Report

/// Says how far pairs of processes are: on a terminal in a line that changes, elsewhere in a line for each look.
struct CompareProgress {
  private let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let clearLine = "\r\u{1B}[K"

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Says what comes before the first pair ends, which may take a while.
  func begin(_ benchmarks: Int) {
    if !isQuiet && isTerminal { show("\(benchmarks) benchmarks, first pair of processes") }
  }

  /// After a pair.
  func update(_ progress: PairProgress) {
    guard !isQuiet else { return }
    let text =
      "pair \(progress.pairs): \(progress.undecided) of \(progress.benchmarks) undecided"
      + (progress.candidates > 0 ? ", \(progress.candidates) to be confirmed" : "")
    if isTerminal {
      let left = progress.undecided > 0 ? ", next look in \(left(progress.runsToLook, progress.runs)) s" : ""
      show(text + left)
    } else if progress.hasLooked {
      Output.note("mmubench: \(text)")
    }
  }

  /// After a pair of a calibration.
  func update(_ pairs: Int, of count: Int) {
    if !isQuiet && isTerminal { show("pair \(pairs) of \(count), \(left(count - pairs, pairs)) s left") }
  }

  /// Takes the line away.
  func finish() {
    if !isQuiet && isTerminal { FileHandle.standardError.write(Data(clearLine.utf8)) }
  }

  /// Whole seconds at the pace so far.
  private func left(_ ahead: Int, _ done: Int) -> Int64 {
    ((ContinuousClock.now - start) * (Double(ahead) / Double(max(1, done)))).components.seconds
  }

  private func show(_ text: String) { FileHandle.standardError.write(Data((clearLine + text).utf8)) }
}
