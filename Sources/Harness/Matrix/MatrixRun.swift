import Dispatch
import Foundation

/// Runs a matrix on every processor.
enum MatrixRun {
  /// Examines all chunks.
  ///
  /// - Parameters:
  ///   - progress: told how many cases are done, now and then, by one thread at a time.
  ///   - makeWorker: makes one for each thread.
  static func run<Worker: MatrixWorker>(
    chunks: Int, progress: @escaping @Sendable (Int) -> Void, makeWorker: @escaping @Sendable () -> Worker
  ) -> MatrixTally {
    let schedule = MatrixSchedule(chunks: chunks, progress: progress)
    // Threads of our own: libdispatch's pool starts fewer of them on a machine that others load.
    let group = DispatchGroup()
    for _ in 0..<min(chunks, processorCount) {
      group.enter()
      Thread.detachNewThread {
        work(through: schedule, makeWorker())
        group.leave()
      }
    }
    group.wait()
    return schedule.tally
  }

  private static func work<Worker: MatrixWorker>(through schedule: MatrixSchedule, _ worker: Worker) {
    var worker = worker
    while let chunk = schedule.next() {
      let before = worker.tally.cases
      worker.examine(chunk: chunk)
      let differs = worker.tally.difference != nil
      schedule.finished(cases: worker.tally.cases - before, differs: differs)
      if differs { break }
    }
    schedule.add(worker.tally)
  }

  private static var processorCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
