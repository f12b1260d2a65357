import Foundation
import Report

/// A line on a terminal that says how far a long profile is.
struct ProfileProgress {
  private let expectedCount: UInt64?
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?

  /// Shorter runs show nothing.
  private static let patience = Duration.seconds(2)
  private static let interval = Duration.milliseconds(200)
  /// Back to the line's start, and clear it.
  private static let clearLine = "\r\u{1B}[K"

  init(expectedCount: UInt64?, isQuiet: Bool) {
    self.expectedCount = expectedCount
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// Shows the number of accesses done, if it is time to.
  mutating func update(_ done: UInt64) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - start >= Self.patience, lastShown.map({ now - $0 >= Self.interval }) ?? true else { return }
    lastShown = now
    show(Self.clearLine + text(done, elapsed: now - start))
  }

  /// Takes the line away.
  mutating func finish() {
    if lastShown != nil { show(Self.clearLine) }
  }

  private func text(_ done: UInt64, elapsed: Duration) -> String {
    guard let expectedCount else { return "\(NumberText.grouped(done)) accesses" }
    let left = elapsed * (Double(expectedCount - min(done, expectedCount)) / Double(done))
    return "\(NumberText.percent(done, of: expectedCount)) % of \(NumberText.grouped(expectedCount)) accesses, "
      + "\(left.components.seconds) s left"
  }

  private func show(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
