import CHost
import Profiling
import Report
import Synchronization

/// Runs the cells of a sweep that a folder has no result of.
final class SweepRun: Sendable {
  /// What there is when it has ended.
  struct Tally {
    /// Results of cells, both those that were there and those that were computed.
    var results: [SweepResult] = []
    /// How many were there.
    var foundCount = 0
    /// How many were computed by this run.
    var computedCount = 0
    /// Of those that were there, how many another build of mmubench has made.
    var foreignCount = 0
  }

  private struct State {
    var tally = Tally()
    /// Cells of which a profile is on file that must not be lost to a failure.
    var kept: Set<SweepCell> = []
    var failure: (any Error)?
    /// Files that do not stand for their cells, and why.
    var unusable: [String] = []
  }

  private let folder: SweepFolder
  private let jobs: Int
  /// Stands for this build in results.
  private let program = (try? FileFingerprint(of: "/proc/self/exe"))?.hash ?? "unknown"
  private let state = Mutex(State())

  /// A run into a folder that was made ready.
  init(_ folder: SweepFolder, jobs: Int) {
    self.folder = folder
    self.jobs = jobs
  }

  /// Runs cells, several at a time, until all are done or an interrupt comes.
  ///
  /// - Parameter isFresh: whether cells are run that have a result already.
  func run(_ cells: [SweepCell], isFresh: Bool, isQuiet: Bool) throws -> Tally {
    let inputs = SweepInputs(of: cells, jobs: jobs)
    if host_was_interrupted() {
      throw CommandFailure(.interrupted, "interrupted while the traces were read; the same command goes on from there")
    }
    let passes = SweepPass.passes(of: unfinished(cells, inputs, isFresh: isFresh), workers: jobs)
    Output.note(list: state.withLock { $0.unusable }.map { "note: \($0)" })
    let progress = SweepProgress(passes, isQuiet: isQuiet)
    WorkerPool(passes).run(jobs: jobs, whileWaiting: progress.show) { [self] worker, pass in
      progress.begin(pass, worker: worker)
      let outcomes = pass.run(on: .profiling) { done in
        progress.update(done, worker: worker)
        return shouldGoOn
      }
      for (cell, outcome) in zip(pass.cells, outcomes) { take(outcome, of: cell, inputs) }
      progress.end(pass, worker: worker)
      return shouldGoOn
    }
    progress.finish()
    let (tally, failure) = state.withLock { ($0.tally, $0.failure) }
    if let failure { throw failure }
    return tally
  }

  private var shouldGoOn: Bool { !host_was_interrupted() && state.withLock { $0.failure == nil } }

  // MARK: What is there

  /// The cells that are still to be run; notes the others' results.
  private func unfinished(_ cells: [SweepCell], _ inputs: SweepInputs, isFresh: Bool) -> [SweepCell] {
    var unfinished: [SweepCell] = []
    for cell in cells {
      let found = entry(of: cell)
      do throws(SweepResult.Failure) {
        let trace = try inputs.trace(of: cell)
        if !isFresh, let found, isCurrent(found, trace) { keep(found) } else { unfinished.append(cell) }
      } catch {
        if found != nil { state.withLock { _ = $0.kept.insert(cell) } }
        take(SweepResult(cell, trace: nil, error, program: program))
      }
    }
    return unfinished
  }

  /// The profile of a cell that is on file.
  private func entry(of cell: SweepCell) -> SweepResult? {
    switch folder.entry(of: cell) {
    case .absent: return nil
    case .found(let result): return result.profile == nil ? nil : result
    case .unusable(let reason):
      state.withLock { $0.unusable.append("\(folder.place(of: cell)) is computed again: \(reason)") }
      return nil
    }
  }

  private func isCurrent(_ result: SweepResult, _ trace: FileFingerprint?) -> Bool {
    if result.trace == trace { return true }
    state.withLock {
      $0.unusable.append("\(folder.place(of: result.cell)) is computed again: the trace has changed since")
    }
    return false
  }

  private func keep(_ result: SweepResult) {
    state.withLock {
      $0.tally.results.append(result)
      $0.tally.foundCount += 1
      $0.tally.foreignCount += result.program == program ? 0 : 1
    }
  }

  // MARK: What is new

  private func take(_ outcome: SweepPass.Outcome, of cell: SweepCell, _ inputs: SweepInputs) {
    let trace = (try? inputs.trace(of: cell)) ?? nil
    switch outcome {
    case .stopped: break
    case .profile(let profile): take(SweepResult(cell, trace: trace, profile, program: program))
    case .failure(let error): take(SweepResult(cell, trace: trace, .init(error), program: program))
    }
  }

  private func take(_ result: SweepResult) {
    do {
      if !(state.withLock { $0.kept.contains(result.cell) }) { try folder.keep(result) }
      state.withLock {
        $0.tally.results.append(result)
        $0.tally.computedCount += 1
      }
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
    }
  }
}
