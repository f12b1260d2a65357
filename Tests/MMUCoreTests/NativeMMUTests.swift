import MMUCore
import Testing
import Workload

@Suite struct NativeMMUTests {
  private static let load = GuestAccess(.load, .user)
  private static let store = GuestAccess(.store, .user)
  private let tlb: OwnedDirectMappedTLB
  private let slotBuffer: MappedBuffer
  private var mmu: NativeMMU<X86Long4, DirectMappedTLB>

  init() throws {
    tlb = try OwnedDirectMappedTLB()
    slotBuffer = try #require(MappedBuffer(byteCount: 4096))
    var slots = MemorySlots(storage: slotBuffer.bound(to: MemorySlot.self))
    let frame = GPA(Ladder.page).frame
    for (distance, isReadOnly) in [(0, false), (1, true)] as [(UInt64, Bool)] {
      _ = slots.insert(
        MemorySlot(
          firstGuestFrame: frame.advanced(by: distance), firstHostFrame: HFN(0x500 + distance), frameCount: 1,
          isReadOnly: isReadOnly))
    }
    mmu = NativeMMU(tlb: tlb.tlb, walker: tlb.ladder.walker(.allControls), slots: slots, asid: ASID(1))
  }

  private var leaf: UInt64 { tlb.ladder.entry(at: 1) }

  private func setLeaf(_ entry: UInt64) { tlb.ladder.setEntry(entry, at: 1) }

  @Test mutating func memoryIsReachedAndRemembered() {
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)))
    #expect(mmu.tlb.lookup(Ladder.gva, Self.load, asid: ASID(1)) == HPA(0x50_0567))
    #expect(mmu.tlb.lookup(Ladder.gva, Self.load, asid: ASID(2)) == nil)
    #expect(leaf == Ladder.page | 0b10_0111)
  }

  @Test mutating func aStoreToReadOnlyMemoryReachesADeviceEveryTime() {
    setLeaf((Ladder.page + 0x1000) | 0b111)
    let device = AccessOutcome.device(GPA(Ladder.page + 0x1567))
    #expect(mmu.access(Ladder.gva, Self.store) == device)
    #expect(leaf & 0x60 == 0x60, "the guest's tables permit the store, so it marks them")
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_1567)))
    #expect(mmu.access(Ladder.gva, Self.store) == device)
  }

  @Test mutating func aHoleIsADeviceAndIsNotRemembered() {
    setLeaf((Ladder.page + 0x2000) | 0b111)
    #expect(mmu.access(Ladder.gva, Self.load) == .device(GPA(Ladder.page + 0x2567)))
    #expect(mmu.tlb.lookup(Ladder.gva, Self.load, asid: ASID(1)) == nil)
  }

  @Test mutating func marksComeFromTheTablesAndNeverFromTheTLB() {
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)))
    setLeaf(Ladder.page | 0b111)
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)))
    #expect(leaf & 0x60 == 0, "a hit reads no table")
    #expect(mmu.access(Ladder.gva, Self.store) == .memory(HPA(0x50_0567)))
    #expect(leaf & 0x60 == 0x60, "the first store walks")
    setLeaf(Ladder.page | 0b111)
    mmu.tlb.invalidate(Ladder.gva, asid: ASID(1))
    #expect(mmu.access(Ladder.gva, Self.store) == .memory(HPA(0x50_0567)))
    #expect(leaf & 0x60 == 0x60)
  }

  @Test mutating func aStoreToAPageThatBecameReadOnlyFaults() {
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)))
    setLeaf(Ladder.page | 0b101)
    #expect(mmu.access(Ladder.gva, Self.store) == .fault(PageFault(.protection, at: .leaf)))
    #expect(leaf & 0x60 == 0)
  }

  /// Intel SDM vol. 3A, section "Operations that Invalidate TLBs and Paging-Structure Caches": page faults do too.
  @Test mutating func aPageFaultDropsTheStaleEntry() {
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)))
    setLeaf(0)
    #expect(mmu.access(Ladder.gva, Self.load) == .memory(HPA(0x50_0567)), "stale until invalidated")
    #expect(mmu.access(Ladder.gva, Self.store) == .fault(PageFault(.notPresent, at: .leaf)))
    #expect(mmu.access(Ladder.gva, Self.load) == .fault(PageFault(.notPresent, at: .leaf)))
  }

  @Test mutating func nonCanonicalAddressesFault() {
    let fault = AccessOutcome.fault(PageFault(.nonCanonical, at: PageLevel(4)))
    #expect(mmu.access(GVA(Ladder.gva.rawValue | 1 << 60), Self.load) == fault)
  }
}
