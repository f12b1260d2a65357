import MMUCore
import Workload

extension AccessSource {
  /// Everything that is left, taken in batches of a size.
  func collect(batchSize: Int = 1000) throws -> [MemoryAccess] {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: batchSize)
    defer { batch.deallocate() }
    var accesses: [MemoryAccess] = []
    while true {
      let count = try nextBatch(into: batch)
      if count == 0 { return accesses }
      accesses += batch[..<count]
    }
  }
}
