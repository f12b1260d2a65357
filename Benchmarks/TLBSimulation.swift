import Harness
import MMUCore

/// The two TLB levels of the throughput benchmarks, with their storage.
final class TLBSimulation {
  var hierarchy: TLBHierarchy
  private let storage: [TLBStorage<Presence>]

  init() {
    let storage = [StreamFixture.first, StreamFixture.first, StreamFixture.second].map(TLBStorage<Presence>.init)
    self.storage = storage
    hierarchy = TLBHierarchy(
      instruction: storage[0].makeTLB(), data: storage[1].makeTLB(), second: storage[2].makeTLB(), pageSize: .kib4)
  }
}
