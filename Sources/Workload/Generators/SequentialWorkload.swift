import MMUCore

/// A sweep over the footprint in steps of some bytes, from the start again at its end.
final class SequentialWorkload: AccessSource {
  let includesFetches = false
  let expectedCount: UInt64?
  private var remaining: UInt64
  private var position: UInt64 = 0
  private let step: UInt64
  private let byteCount: UInt64
  private let footprint: UInt64

  init(_ parameters: WorkloadParameters) {
    expectedCount = parameters.accesses
    remaining = parameters.accesses
    step = parameters.step
    footprint = parameters.footprint
    byteCount = min(8, parameters.step)
  }

  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = Int(min(remaining, UInt64(batch.count)))
    var position = position
    for index in 0..<count {
      batch[index] = MemoryAccess(.load, GVA(WorkloadParameters.base &+ position), byteCount: byteCount)
      position &+= step
      if position &+ byteCount > footprint { position = 0 }
    }
    self.position = position
    remaining -= UInt64(count)
    return count
  }
}
