import CSampleTraces
import MMUCore
import Workload

/// The sample trace that is part of the program.
enum SampleAccesses {
  /// Its first accesses.
  static func beginning(_ count: Int) throws -> [MemoryAccess] {
    var length = 0
    let start = sample_trace_cc1_data(&length)
    let source = try LackeyTextSource(bytes: UnsafeRawBufferPointer(start: start, count: length), name: "the sample")
    var accesses: [MemoryAccess] = []
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 1 << 14)
    defer { batch.deallocate() }
    while accesses.count < count {
      let added = try source.nextBatch(into: batch)
      if added == 0 { break }
      accesses += batch[..<added]
    }
    return Array(accesses.prefix(count))
  }
}
