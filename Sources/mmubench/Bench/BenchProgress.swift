import Benchmarks
import Foundation

/// A progress line on a terminal, with the time that is left at the pace so far.
struct BenchProgress {
  private let isShown: Bool
  private let start = ContinuousClock.now

  init(isQuiet: Bool) { isShown = !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Shows how many benchmarks are done, and the last of them; nothing when all are.
  func show(_ result: BenchmarkResult, _ done: Int, _ count: Int) { show(result.name, done, count) }

  /// Shows how many of something are done.
  func show(_ what: String, _ done: Int, _ count: Int) {
    guard isShown else { return }
    guard done < count else { return finish() }
    let left = done == 0 ? nil : (ContinuousClock.now - start) * (Double(count - done) / Double(done))
    write("[\(done)/\(count)] \(what)" + (left.map { ", \($0.components.seconds) s left" } ?? ""))
  }

  /// Says which of several processes runs next.
  func begin(process: Int, of count: Int) {
    guard isShown else { return }
    write("process \(process + 1) of \(count)\n")
  }

  /// Takes the line away.
  func finish() {
    if isShown { write("") }
  }

  private func write(_ line: String) { FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8)) }
}
