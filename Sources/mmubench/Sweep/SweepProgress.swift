import Foundation
import Profiling
import Report
import Synchronization

/// A line on a terminal that says how far a sweep is: cells done, cells running, time left.
final class SweepProgress: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let total: (cells: Int, cost: Double)
  private let state = Mutex(State())

  private struct State {
    var doneCells = 0
    var doneCost = 0.0
    var isOnScreen = false
    /// What each worker is at.
    var running: [Int: Running] = [:]
  }

  private struct Running {
    let label: String
    let cost: Double
    let expectedCount: UInt64?
    var doneCount: UInt64 = 0

    /// The part of the cost that is behind it; nothing is known of a trace before its end.
    var doneCost: Double { expectedCount.map { cost * min(1, Double(doneCount) / Double($0)) } ?? 0 }
  }

  /// Back to the line's start, and clear it.
  private static let clearLine = "\r\u{1B}[K"

  init(_ passes: [SweepPass], isQuiet: Bool) {
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    let cells = passes.flatMap(\.cells)
    total = (cells.count, cells.reduce(0) { $0 + Double($1.cost) })
  }

  /// Notes that a worker begins a pass.
  func begin(_ pass: SweepPass, worker: Int) {
    let others = pass.cells.count > 1 ? " and \(pass.cells.count - 1) more" : ""
    let running = Running(
      label: pass.cells[0].label + others, cost: pass.cells.reduce(0) { $0 + Double($1.cost) },
      expectedCount: pass.cells[0].source.parameters["accesses"])
    state.withLock { $0.running[worker] = running }
  }

  /// Notes how many accesses of its source a worker has behind it.
  func update(_ done: UInt64, worker: Int) {
    guard isShown else { return }
    state.withLock { $0.running[worker]?.doneCount = done }
  }

  /// Notes that a worker has done its pass.
  func end(_ pass: SweepPass, worker: Int) {
    state.withLock {
      $0.doneCost += $0.running.removeValue(forKey: worker)?.cost ?? 0
      $0.doneCells += pass.cells.count
    }
  }

  /// Shows the line.
  func show() {
    guard isShown else { return }
    let line = state.withLock { state in
      state.isOnScreen = true
      return text(state)
    }
    write(Self.clearLine + line)
  }

  /// Takes the line away.
  func finish() {
    if state.withLock({ $0.isOnScreen }) { write(Self.clearLine) }
  }

  private func text(_ state: State) -> String {
    let running = state.running.sorted { $0.key < $1.key }.map(\.value)
    let done = state.doneCost + running.reduce(0) { $0 + $1.doneCost }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let left = done > 0 ? "\(Int(elapsed * (total.cost - done) / done)) s left" : "?"
    let head = "[\(state.doneCells)/\(total.cells)] \(left): "
    return String((head + Self.list(running, width: Self.width - 1 - head.count)).prefix(Self.width - 1))
  }

  /// What runs, each with an equal part of the line.
  private static func list(_ running: [Running], width: Int) -> String {
    let share = width / max(1, running.count) - 3
    guard share >= 16 else { return "\(running.count) at a time" }
    return running.map { $0.label.count <= share ? $0.label : $0.label.prefix(share - 1) + "…" }.joined(
      separator: " | ")
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
