import MMUCore
import Workload

/// A direct-mapped TLB full of pages whose host addresses are the next pages' virtual ones: one random cycle.
final class TLBFixture {
  let storage: UnsafeMutableBufferPointer<TLBEntry>
  var tlb: DirectMappedTLB
  let asid = ASID(5)
  private let successors: [UInt32]

  init(entries: Int) {
    storage = .allocate(capacity: entries)
    tlb = DirectMappedTLB(storage: storage)
    successors = RandomCycle.successors(count: entries, seed: 0x71B)
    refill()
  }

  deinit { storage.deallocate() }

  /// Fills every entry by the TLB's own fill.
  func refill() {
    for (page, next) in successors.enumerated() {
      let gva = GVA(UInt64(page) << 12)
      let translation = GuestTranslation(
        address: GPA(UInt64(next) << 12), pageSize: .kib4, rights: .all, permitted: .all, isDirty: true, isGlobal: false
      )
      tlb.fill(gva, translation, hpa: HPA(UInt64(next) << 12), isHostReadOnly: false, asid: asid)
    }
  }

  /// Looks every page up; answers how many lead where they were filled to.
  func countHits() -> UInt64 {
    successors.enumerated().reduce(0) { hits, page in
      let found = tlb.lookup(GVA(UInt64(page.offset) << 12), WalkFixture.access, asid: asid)
      return found == HPA(UInt64(page.element) << 12) ? hits + 1 : hits
    }
  }
}
