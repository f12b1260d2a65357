import MMUCore
import MMUReference
import Testing

/// The MIPS references by hand: "MIPS RISC Architecture" and the R4000 user's manual.
@Suite struct ReferenceMIPSTests {
  private static let load = GuestAccess(.load, .user)
  private static let store = GuestAccess(.store, .user)
  private static let kernelLoad = GuestAccess(.load, .supervisor)
  private static let kernelStore = GuestAccess(.store, .supervisor)

  private func exception(
    _ reason: ReferenceMIPSException.Reason, _ code: UInt8, _ vector: UInt32, _ address: UInt32
  ) -> ReferenceMIPSOutcome {
    .exception(
      ReferenceMIPSException(reason: reason, code: code, vector: vector, badVirtualAddress: address))
  }

  private func write(_ tlb: inout ReferenceMIPSR3000TLB, _ entry: UInt32, _ hi: UInt32, _ lo: UInt32) {
    (tlb.index, tlb.entryHi, tlb.entryLo) = (entry << 8, hi, lo)
    tlb.writeIndexed()
  }

  @Test func r3000SegmentsNeedNoEntries() {
    var tlb = ReferenceMIPSR3000TLB()
    #expect(tlb.translate(GVA(0x9FC0_0123), Self.kernelLoad) == .mapped(GPA(0x1FC0_0123), isCacheable: true))
    #expect(tlb.translate(GVA(0xBFC0_0123), Self.kernelLoad) == .mapped(GPA(0x1FC0_0123), isCacheable: false))
    for address in [0x8000_0000, 0xA000_0000, 0xC000_0000, 0xFFFF_FFFF] as [UInt32] {
      let gva = GVA(UInt64(address))
      #expect(tlb.translate(gva, Self.load) == exception(.addressError, 4, 0x8000_0080, address))
      #expect(tlb.translate(gva, Self.store) == exception(.addressError, 5, 0x8000_0080, address))
    }
    #expect(tlb.translate(GVA(1 << 32), Self.kernelLoad) == exception(.addressError, 4, 0x8000_0080, 0))
  }

  @Test func r3000RefillsHaveTwoVectors() {
    var tlb = ReferenceMIPSR3000TLB()
    tlb.entryHi = 0x0000_0540
    #expect(tlb.translate(GVA(0x40_0ABC), Self.load) == exception(.refill, 2, 0x8000_0000, 0x40_0ABC))
    #expect(tlb.entryHi == 0x40_0540 && tlb.badVirtualAddress == 0x40_0ABC)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.kernelStore) == exception(.refill, 3, 0x8000_0000, 0x40_0ABC))
    #expect(tlb.translate(GVA(0xC000_0000), Self.kernelLoad) == exception(.refill, 2, 0x8000_0080, 0xC000_0000))
  }

  @Test func r3000EntriesHaveFlags() {
    var tlb = ReferenceMIPSR3000TLB()
    // Page 0x400, ASID 5: valid and dirty; then not dirty; then not valid; then not cacheable.
    write(&tlb, 9, 0x40_0140, 0x1234_5600)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.store) == .mapped(GPA(0x1234_5ABC), isCacheable: true))
    write(&tlb, 9, 0x40_0140, 0x1234_5200)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.store) == exception(.modified, 1, 0x8000_0080, 0x40_0ABC))
    #expect(tlb.translate(GVA(0x40_0ABC), Self.load) == .mapped(GPA(0x1234_5ABC), isCacheable: true))
    write(&tlb, 9, 0x40_0140, 0x1234_5400)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.store) == exception(.invalid, 3, 0x8000_0080, 0x40_0ABC))
    write(&tlb, 9, 0x40_0140, 0x1234_5A00)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.load) == .mapped(GPA(0x1234_5ABC), isCacheable: false))
  }

  @Test func r3000MatchesAddressSpaces() {
    var tlb = ReferenceMIPSR3000TLB()
    write(&tlb, 9, 0x40_0140, 0x1234_5600)
    tlb.entryHi = 0x180
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == exception(.refill, 2, 0x8000_0000, 0x40_0000))
    write(&tlb, 9, 0x40_0140, 0x1234_5700)
    tlb.entryHi = 0x180
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == .mapped(GPA(0x1234_5000), isCacheable: true))
  }

  @Test func r3000ProbesAndReads() {
    var tlb = ReferenceMIPSR3000TLB()
    write(&tlb, 63, 0x40_0140, 0x1234_5600)
    (tlb.index, tlb.entryLo) = (0, 0)
    #expect(tlb.probe() == .entry(63) && tlb.index == 0x3F00)
    tlb.entryHi = 0
    tlb.read()
    #expect(tlb.entryHi == 0x40_0140 && tlb.entryLo == 0x1234_5600)
    tlb.entryHi = 0x50_0140
    #expect(tlb.probe() == .none && tlb.index == 0x8000_0000)
  }

  @Test func r3000RandomSparesTheWired() {
    var tlb = ReferenceMIPSR3000TLB()
    var seen: [Int] = []
    for _ in 0..<57 {
      seen.append(tlb.random)
      tlb.tick()
    }
    #expect(seen == Array((8...63).reversed()) + [63])
    (tlb.entryHi, tlb.entryLo) = (0x40_0140, 0x1234_5600)
    tlb.writeRandom()
    #expect(tlb.probe() == .entry(tlb.random))
  }

  @Test func r3000ShutsDownOnTwoMatches() {
    var tlb = ReferenceMIPSR3000TLB()
    write(&tlb, 1, 0x40_0140, 0x1234_5600)
    write(&tlb, 2, 0x40_0180, 0x1234_5100)
    tlb.entryHi = 0x40_0140
    var probed = tlb
    #expect(probed.probe() == .shutdown && probed.isShutDown)
    tlb.entryHi = 0x140
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == .shutdown && tlb.isShutDown)
    #expect(tlb.translate(GVA(0x50_0000), Self.load) == .shutdown && tlb.probe() == .shutdown)
    #expect(tlb.translate(GVA(0x8000_0000), Self.kernelLoad) == .mapped(GPA(0), isCacheable: true))
  }

  private func write(
    _ tlb: inout ReferenceMIPSR4000TLB, _ entry: UInt32, mask: UInt32 = 0, _ hi: UInt32, _ even: UInt32, _ odd: UInt32
  ) {
    (tlb.index, tlb.pageMask, tlb.entryHi, tlb.entryLo0, tlb.entryLo1) = (entry, mask, hi, even, odd)
    tlb.writeIndexed()
  }

  @Test func r4000EntriesArePairs() {
    var tlb = ReferenceMIPSR4000TLB()
    // Pages 0x400 and 0x401; PFNs 0x12345 and 0xFFFFFF (36 bits); C 3 and 2; D and V; V alone.
    write(&tlb, 5, 0x40_0005, 0x12345 << 6 | 0x1E, 0xFF_FFFF << 6 | 0x12)
    #expect(tlb.translate(GVA(0x40_0ABC), Self.store) == .mapped(GPA(0x1234_5ABC), isCacheable: true))
    #expect(tlb.translate(GVA(0x40_1ABC), Self.load) == .mapped(GPA(0xF_FFFF_FABC), isCacheable: false))
    #expect(tlb.translate(GVA(0x40_1ABC), Self.store) == exception(.modified, 1, 0x8000_0180, 0x40_1ABC))
    #expect(tlb.entryHi == 0x40_0005)
    #expect(tlb.translate(GVA(0x40_2ABC), Self.store) == exception(.refill, 3, 0x8000_0000, 0x40_2ABC))
    #expect(tlb.entryHi == 0x40_2005)
    write(&tlb, 5, 0x40_0005, 0x1C, 0)
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == exception(.invalid, 2, 0x8000_0180, 0x40_0000))
  }

  @Test func r4000PagesHaveSevenSizes() {
    let masks: [UInt32] = [0, 0x6000, 0x1_E000, 0x7_E000, 0x1F_E000, 0x7F_E000, 0x1FF_E000]
    for (number, mask) in masks.enumerated() {
      let size = UInt64(4096) << UInt64(2 * number)
      var tlb = ReferenceMIPSR4000TLB()
      // PFN bits below the page are ignored.
      write(&tlb, 0, mask: mask, 0x0600_0001, 0x20_0000 << 6 | 0x1E | 0x40, 0x30_0000 << 6 | 0x1E)
      let even = tlb.translate(GVA(0x0600_0000 + size - 1), Self.load)
      #expect(even == .mapped(GPA(0x2_0000_0000 + size - 1 + (number == 0 ? 0x1000 : 0)), isCacheable: true))
      let odd = tlb.translate(GVA(0x0600_0000 + size), Self.load)
      #expect(odd == .mapped(GPA(0x3_0000_0000), isCacheable: true))
      guard case .exception = tlb.translate(GVA(0x0600_0000 + 2 * size), Self.load) else {
        Issue.record("\(size)")
        continue
      }
    }
  }

  @Test func r4000IsGlobalWhereBothHalvesAre() {
    var tlb = ReferenceMIPSR4000TLB()
    write(&tlb, 5, 0x40_0005, 0x1F, 0x1E)
    tlb.entryHi = 6
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == exception(.refill, 2, 0x8000_0000, 0x40_0000))
    tlb.read()
    #expect(tlb.entryHi == 0x40_0005 && tlb.entryLo0 == 0x1E && tlb.entryLo1 == 0x1E)
    write(&tlb, 5, 0x40_0005, 0x1F, 0x1F)
    tlb.entryHi = 6
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == .mapped(GPA(0), isCacheable: true))
    tlb.read()
    #expect(tlb.entryLo0 == 0x1F && tlb.entryLo1 == 0x1F)
  }

  @Test func r4000RefillsGoElsewhereInAnException() {
    var tlb = ReferenceMIPSR4000TLB()
    #expect(tlb.translate(GVA(0xC000_0000), Self.kernelLoad) == exception(.refill, 2, 0x8000_0000, 0xC000_0000))
    tlb.isExceptionLevel = true
    #expect(tlb.translate(GVA(0xC000_0000), Self.kernelLoad) == exception(.refill, 2, 0x8000_0180, 0xC000_0000))
    #expect(tlb.translate(GVA(0xC000_0000), Self.store) == exception(.addressError, 5, 0x8000_0180, 0xC000_0000))
    tlb.isKseg0Cached = false
    #expect(tlb.translate(GVA(0x8000_0123), Self.kernelLoad) == .mapped(GPA(0x123), isCacheable: false))
  }

  @Test func r4000RandomStaysAboveWired() {
    var tlb = ReferenceMIPSR4000TLB()
    tlb.tick()
    #expect(tlb.random == 46)
    tlb.wired = 46
    #expect(tlb.random == 47)
    tlb.tick()
    #expect(tlb.random == 46)
    tlb.tick()
    #expect(tlb.random == 47)
    (tlb.entryHi, tlb.entryLo0, tlb.entryLo1) = (0x40_0005, 0x1E, 0x1E)
    tlb.writeRandom()
    #expect(tlb.probe() == .entry(47) && tlb.index == 47)
    write(&tlb, 48, 0x60_0005, 0x1E, 0x1E)
    #expect(tlb.probe() == .none && tlb.index == 0x8000_0000)
  }

  @Test func r4000ShutsDownOnTwoMatches() {
    var tlb = ReferenceMIPSR4000TLB()
    write(&tlb, 1, 0x40_0005, 0x1E, 0x1E)
    write(&tlb, 2, mask: 0x6000, 0x40_0005, 0x1E, 0x1E)
    var probed = tlb
    #expect(probed.probe() == .shutdown && probed.isShutDown)
    #expect(tlb.translate(GVA(0x40_0000), Self.load) == .shutdown && tlb.isShutDown)
  }
}
