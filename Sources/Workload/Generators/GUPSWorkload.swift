import MMUCore

/// Giga-updates per second: reads, changes and writes 8-byte words chosen uniformly at random.
///
/// Source: HPC Challenge, benchmark RandomAccess (Luszczek et al., "Introduction to the HPC Challenge Benchmark Suite", 2005).
final class GUPSWorkload: AccessSource {
  let includesFetches = false
  let expectedCount: UInt64?
  private var remaining: UInt64
  private var generator: RandomGenerator
  private let wordCount: UInt64
  /// The store of an update whose load ended the batch before.
  private var pendingStore: MemoryAccess?

  init(_ parameters: WorkloadParameters) {
    expectedCount = parameters.accesses
    remaining = parameters.accesses
    generator = RandomGenerator(seed: parameters.seed)
    wordCount = parameters.footprint / 8
  }

  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = Int(min(remaining, UInt64(batch.count)))
    remaining -= UInt64(count)
    var index = 0
    if count > 0, let store = pendingStore {
      batch[0] = store
      pendingStore = nil
      index = 1
    }
    var generator = generator
    while index &+ 1 < count {
      let gva = nextWord(&generator)
      batch[index] = MemoryAccess(.load, gva, byteCount: 8)
      batch[index &+ 1] = MemoryAccess(.store, gva, byteCount: 8)
      index &+= 2
    }
    if index < count { batch[index] = halfUpdate(nextWord(&generator)) }
    self.generator = generator
    return count
  }

  @inline(__always)
  private func nextWord(_ generator: inout RandomGenerator) -> GVA {
    GVA(WorkloadParameters.base &+ generator.next(below: wordCount) &* 8)
  }

  private func halfUpdate(_ gva: GVA) -> MemoryAccess {
    pendingStore = MemoryAccess(.store, gva, byteCount: 8)
    return MemoryAccess(.load, gva, byteCount: 8)
  }
}
