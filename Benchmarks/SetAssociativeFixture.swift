import MMUCore

/// A full set-associative TLB whose payloads are the next pages' addresses: one random cycle.
final class SetAssociativeFixture {
  var tlb: SetAssociativeTLB<GVA>
  private let words: UnsafeMutableBufferPointer<UInt64>
  private let payloads: UnsafeMutableBufferPointer<GVA>

  init(_ geometry: TLBGeometry) {
    words = .allocate(capacity: geometry.wordCount)
    payloads = .allocate(capacity: geometry.capacity)
    tlb = SetAssociativeTLB(geometry, words: words, payloads: payloads)
    for (page, next) in RandomCycle.successors(count: geometry.capacity, seed: 0x5E7).enumerated() {
      tlb.insert(GVA(UInt64(page) << 12), .kib4, asid: ASID(0), payload: GVA(UInt64(next) << 12))
    }
  }

  deinit {
    words.deallocate()
    payloads.deallocate()
  }
}
