import MMUCore

/// The two TLB levels of the throughput benchmarks, with their storage.
final class TLBSimulation {
  var hierarchy: TLBHierarchy
  private let storage: [TLBStorage]

  init() {
    let storage = [StreamFixture.first, StreamFixture.first, StreamFixture.second].map(TLBStorage.init)
    self.storage = storage
    hierarchy = TLBHierarchy(
      instruction: storage[0].makeTLB(), data: storage[1].makeTLB(), second: storage[2].makeTLB(), pageSize: .kib4)
  }

  /// The words of one TLB.
  private final class TLBStorage {
    let geometry: TLBGeometry
    let words: UnsafeMutableBufferPointer<UInt64>
    let payloads: UnsafeMutableBufferPointer<Presence>

    init(_ geometry: TLBGeometry) {
      self.geometry = geometry
      words = .allocate(capacity: geometry.wordCount)
      payloads = .allocate(capacity: geometry.capacity)
    }

    deinit {
      words.deallocate()
      payloads.deallocate()
    }

    func makeTLB() -> SetAssociativeTLB<Presence> {
      SetAssociativeTLB(geometry, words: words, payloads: payloads)
    }
  }
}
