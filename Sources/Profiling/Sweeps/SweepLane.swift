import MMUCore
import Workload

/// One cell of a pass.
final class SweepLane {
  /// What came of the cell so far.
  private(set) var outcome = SweepPass.Outcome.stopped

  private let cell: SweepCell
  private var simulation: (profiler: TLBProfiler, guest: ShadowProfiler?)?
  private var duration = Duration.zero

  /// Whether accesses still change anything.
  var isRunning: Bool { simulation != nil }

  init(_ cell: SweepCell, _ machine: SweepMachine) {
    self.cell = cell
    do {
      let profiler = try TLBProfiler(TLBDescription.load(cell.tlb).model(for: [cell.size]))
      simulation = (profiler, try machine.guest(cell.technique, cell.size))
    } catch {
      fail(error)
    }
  }

  /// Simulates accesses.
  ///
  /// - Parameter reading: the lane's share of the time that it took to get them.
  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool, reading: Duration) {
    guard let simulation else { return }
    let start = ContinuousClock.now
    do {
      try simulation.profiler.run(accesses, includesFetches: includesFetches)
      try simulation.guest?.run(accesses)
    } catch {
      fail(error)
    }
    duration += ContinuousClock.now - start + reading
  }

  /// Notes that the source is at its end.
  func finish() {
    guard let simulation else { return }
    guard simulation.profiler.counts.all.accesses > 0 else {
      fail(SweepFailure.noAccesses)
      return
    }
    outcome = .profile(
      TLBProfile(cell.source, simulation.profiler, simulation.guest, duration: duration, isComplete: true))
    self.simulation = nil
  }

  /// Notes that the cell cannot be run, unless it was finished; gives its memory back.
  func fail(_ error: any Error) {
    if case .stopped = outcome { outcome = .failure(error) }
    simulation = nil
  }
}
