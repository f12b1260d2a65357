import MMUCore
import Workload

/// The two TLB levels of the throughput benchmarks, with their storage.
final class TLBSimulation {
  var hierarchy: TLBHierarchy
  private let storage: MappedBuffer

  convenience init() {
    self.init(
      TLBHierarchyShape(
        instruction: StreamFixture.first, data: StreamFixture.first, second: StreamFixture.second, pageSize: .kib4))
  }

  init(_ shape: TLBHierarchyShape) {
    guard let storage = MappedBuffer(byteCount: shape.wordCount * MemoryLayout<UInt64>.stride, prefersHugePages: true)
    else {
      preconditionFailure("no host memory left")
    }
    self.storage = storage
    hierarchy = TLBHierarchy(shape, words: storage.bound(to: UInt64.self))
  }
}
