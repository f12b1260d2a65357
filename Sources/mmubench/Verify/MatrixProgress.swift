import Foundation
import Report
import Synchronization

/// A line on a terminal that says how many cases of a matrix are done.
final class MatrixProgress: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

  private static let interval = Duration.milliseconds(200)
  /// Back to the line's start, and clear it.
  private static let clearLine = "\r\u{1B}[K"

  init(isQuiet: Bool) { isShown = !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Shows the number of cases done, if it is time to.
  func update(_ done: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let isDue = lastShown.withLock { last in
      if let last, now - last < Self.interval { return false }
      last = now
      return true
    }
    guard isDue else { return }
    show("\(Self.clearLine)\(NumberText.grouped(UInt64(done))) cases, \((now - start).components.seconds) s")
  }

  /// Takes the line away.
  func finish() { if isShown { show(Self.clearLine) } }

  private func show(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
