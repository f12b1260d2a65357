import CLimits
import MMUCore

/// The state of the C simulation.
final class LimitWords {
  let storage: UnsafeMutableBufferPointer<UInt64>

  init() {
    storage = .allocate(capacity: Int(limit_simulation_words))
    storage.initialize(repeating: 0)
  }

  deinit { storage.deallocate() }

  /// The misses of a run over accesses.
  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> limit_tlb_misses {
    accesses.withMemoryRebound(to: UInt64.self) {
      limit_tlb_simulation(storage.baseAddress, $0.baseAddress, $0.count, 7)
    }
  }
}
