import MMUCore
import Workload

/// Cells that share a source: they are simulated side by side, and the source is read once for all of them.
public struct SweepPass: Sendable {
  /// The cells.
  public let cells: [SweepCell]

  /// What came of a cell.
  public enum Outcome {
    /// It was run to its end.
    case profile(TLBProfile)
    /// It cannot be run.
    case failure(any Error)
    /// It was stopped before its end.
    case stopped
  }

  /// The most cells that are simulated side by side: more would have to share the processor's caches, and an interrupt
  /// would lose more.
  static let maximumCellCount = 8
  /// The most memory for the page tables of a pass, as far as footprints tell.
  private static let tableBytes: UInt64 = 1 << 30

  /// Puts cells together, the costliest passes first so that no worker is left with a long one at the end.
  ///
  /// - Parameter workers: how many passes run at a time; each gets four or more if there are cells enough.
  public static func passes(of cells: [SweepCell], workers: Int) -> [SweepPass] {
    let share = min(maximumCellCount, max(1, cells.count / (4 * max(1, workers))))
    var passes: [[SweepCell]] = []
    for cell in cells {
      if let last = passes.last, last[0].source == cell.source, last.count < min(share, room(for: cell)) {
        passes[passes.count - 1].append(cell)
      } else {
        passes.append([cell])
      }
    }
    let costs = passes.map { $0.reduce(0) { Double($1.cost) + $0 } }
    return passes.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }.map { SweepPass(cells: passes[$0]) }
  }

  /// How many such cells may be in memory together. A guest under shadow paging has tables of its own, and pools.
  private static func room(for cell: SweepCell) -> Int {
    guard cell.technique == .native else { return 1 }
    // Eight bytes map a page of 4 KiB.
    let bytes = max(1, (cell.source.parameters["footprint"] ?? 0) / 512)
    return Int(clamping: tableBytes / bytes)
  }

  /// Runs the cells, and answers an outcome for each.
  ///
  /// - Parameter shouldGoOn: asked after each batch, with the number of accesses that the source has given.
  public func run(on machine: SweepMachine, while shouldGoOn: (UInt64) -> Bool) -> [Outcome] {
    let lanes = cells.map { SweepLane($0, machine) }
    do {
      try run(lanes, on: machine, while: shouldGoOn)
    } catch {
      for lane in lanes { lane.fail(error) }
    }
    return lanes.map(\.outcome)
  }

  private func run(_ lanes: [SweepLane], on machine: SweepMachine, while shouldGoOn: (UInt64) -> Bool) throws {
    guard lanes.contains(where: \.isRunning) else { return }
    let source = try machine.open(cells[0].source)
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: ReadAhead.batchSize)
    defer { batch.deallocate() }
    var done: UInt64 = 0
    while true {
      let start = ContinuousClock.now
      let count = try source.nextBatch(into: batch)
      // An interrupted source ends as a finished one does.
      guard shouldGoOn(done) else { return }
      if count == 0 { break }
      let reading = (ContinuousClock.now - start) / lanes.count
      let accesses = UnsafeBufferPointer(rebasing: batch[..<count])
      for lane in lanes { lane.run(accesses, includesFetches: source.includesFetches, reading: reading) }
      done += UInt64(count)
    }
    for lane in lanes { lane.finish() }
  }
}
