import MMUCore

/// A sweep that touches every so-many-th 4 KiB page of the footprint, from the start again at its end.
final class StridedWorkload: AccessSource {
  let includesFetches = false
  let expectedCount: UInt64?
  private var remaining: UInt64
  private var position: UInt64 = 0
  private let stride: UInt64
  private let footprint: UInt64

  init(_ parameters: WorkloadParameters) {
    expectedCount = parameters.accesses
    remaining = parameters.accesses
    stride = parameters.stride * PageSize.kib4.byteCount
    footprint = parameters.footprint
  }

  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = Int(min(remaining, UInt64(batch.count)))
    var position = position
    for index in 0..<count {
      batch[index] = MemoryAccess(.load, GVA(WorkloadParameters.base &+ position), byteCount: 8)
      position &+= stride
      if position >= footprint { position = 0 }
    }
    self.position = position
    remaining -= UInt64(count)
    return count
  }
}
