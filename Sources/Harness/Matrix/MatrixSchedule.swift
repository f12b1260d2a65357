import Synchronization

/// Hands the chunks of a matrix out to threads in their order, and gathers what they count.
final class MatrixSchedule: Sendable {
  private struct State {
    var next = 0
    var stops = false
    var casesDone = 0
    var tally = MatrixTally()
  }

  private let chunks: Int
  private let progress: @Sendable (Int) -> Void
  private let state = Mutex(State())

  init(chunks: Int, progress: @escaping @Sendable (Int) -> Void) {
    self.chunks = chunks
    self.progress = progress
  }

  /// The next chunk; none once all are out, or once a difference is known: all earlier ones are then out as well.
  func next() -> Int? {
    state.withLock { state in
      guard state.next < chunks, !state.stops else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  /// Takes notice of a finished chunk.
  func finished(cases: Int, differs: Bool) {
    state.withLock { state in
      state.casesDone += cases
      if differs { state.stops = true }
      progress(state.casesDone)
    }
  }

  /// Adds what a thread has counted.
  func add(_ tally: MatrixTally) { state.withLock { $0.tally.add(tally) } }

  /// Everything counted.
  var tally: MatrixTally { state.withLock { $0.tally } }
}
