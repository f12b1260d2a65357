import MMUCore

/// A full set-associative TLB whose payloads are the next pages' addresses: one random cycle.
final class SetAssociativeFixture {
  var tlb: SetAssociativeTLB<GVA>
  private let successors: [UInt32]
  private let words: UnsafeMutableBufferPointer<UInt64>
  private let payloads: UnsafeMutableBufferPointer<GVA>

  init(_ geometry: TLBGeometry) {
    words = .allocate(capacity: geometry.wordCount)
    payloads = .allocate(capacity: geometry.capacity)
    tlb = SetAssociativeTLB(geometry, words: words, payloads: payloads)
    successors = RandomCycle.successors(count: geometry.capacity, seed: 0x5E7)
    for (page, next) in successors.enumerated() {
      tlb.insert(GVA(UInt64(page) << 12), .kib4, asid: ASID(0), payload: GVA(UInt64(next) << 12))
    }
  }

  /// Looks every page up; answers how many lead where they were filled to.
  func countHits() -> UInt64 {
    successors.enumerated().reduce(0) { hits, page in
      let found = tlb.lookup(GVA(UInt64(page.offset) << 12), asid: ASID(0))
      return found == GVA(UInt64(page.element) << 12) ? hits + 1 : hits
    }
  }

  deinit {
    words.deallocate()
    payloads.deallocate()
  }
}
