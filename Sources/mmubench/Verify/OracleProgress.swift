import Foundation
import Report

/// A line on a terminal that says how far a comparison with an oracle is.
struct OracleProgress {
  private let isShown: Bool

  init(isQuiet: Bool) { isShown = !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Shows how many cases of something have been compared.
  func show(_ subject: String, _ done: Int, _ what: String = "cases compared") {
    write("\r\u{1B}[K\(subject): \(NumberText.grouped(UInt64(done))) \(what)")
  }

  /// Takes the line away.
  func clear() { write("\r\u{1B}[K") }

  private func write(_ text: String) {
    if isShown { FileHandle.standardError.write(Data(text.utf8)) }
  }
}
