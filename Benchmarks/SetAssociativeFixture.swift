import MMUCore
import Workload

/// A full set-associative TLB whose payloads are the next pages' addresses: one random cycle.
final class SetAssociativeFixture {
  var tlb: SetAssociativeTLB<GVA>
  private let successors: [UInt32]
  private let storage: MappedBuffer

  init(_ geometry: TLBGeometry) {
    let wordBytes = geometry.wordCount * MemoryLayout<UInt64>.stride
    let byteCount = wordBytes + geometry.capacity * MemoryLayout<GVA>.stride
    guard let storage = MappedBuffer(byteCount: byteCount, prefersHugePages: true) else {
      preconditionFailure("no host memory left")
    }
    self.storage = storage
    tlb = SetAssociativeTLB(
      geometry, words: UnsafeMutableRawBufferPointer(rebasing: storage.bytes[..<wordBytes]).bindMemory(to: UInt64.self),
      payloads: UnsafeMutableRawBufferPointer(rebasing: storage.bytes[wordBytes...]).bindMemory(to: GVA.self))
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
}
