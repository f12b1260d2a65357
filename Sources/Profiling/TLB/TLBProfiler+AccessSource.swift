import MMUCore
import Workload

extension TLBProfiler {
  /// Sends everything that a source has through the TLBs, and through nothing else: see ``ProfileSession``.
  ///
  /// - Returns: the wall time that it took.
  public func run(_ source: any AccessSource) throws -> Duration {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: ReadAhead.batchSize)
    defer { batch.deallocate() }
    let start = ContinuousClock.now
    while true {
      let count = try source.nextBatch(into: batch)
      if count == 0 { break }
      try run(UnsafeBufferPointer(rebasing: batch[..<count]), includesFetches: source.includesFetches)
    }
    return ContinuousClock.now - start
  }
}
