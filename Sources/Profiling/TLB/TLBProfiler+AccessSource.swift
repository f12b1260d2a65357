import MMUCore
import Workload

extension TLBProfiler {
  /// How many accesses are in memory at a time: their 128 KiB fit a processor's second-level cache beside the tables.
  static let batchSize = 1 << 14

  /// Sends everything that a source has through the TLBs.
  ///
  /// - Parameters:
  ///   - shadow: a guest that makes the same accesses, if any.
  ///   - shouldGoOn: asked after each batch, with the number of accesses done.
  /// - Returns: the wall time that it took.
  public func run(
    _ source: any AccessSource, beside shadow: ShadowProfiler? = nil,
    while shouldGoOn: (UInt64) -> Bool = { _ in true }
  ) throws -> Duration {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: Self.batchSize)
    defer { batch.deallocate() }
    let start = ContinuousClock.now
    var done: UInt64 = 0
    while true {
      let count = try source.nextBatch(into: batch)
      if count == 0 { break }
      let accesses = UnsafeBufferPointer(rebasing: batch[..<count])
      try run(accesses, includesFetches: source.includesFetches)
      try shadow?.run(accesses)
      done += UInt64(count)
      if !shouldGoOn(done) { break }
    }
    return ContinuousClock.now - start
  }
}
