import MMUCore
import Testing

/// Random, Wired and the TLB's instructions.
@Suite struct MIPSTLBTests {
  @Test func randomOfAnR3000GoesFrom63To8() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>()
    for _ in 0..<3 {
      for expected in (8...63).reversed() {
        #expect(owned.tlb.random == expected)
        owned.tlb.tick()
      }
    }
    owned.tlb.setWired(20)
    #expect(owned.tlb.wired == 8, "there is no such register")
  }

  @Test func randomOfAnR4000GoesFrom47ToWired() throws {
    for wired in 0...63 as ClosedRange<UInt32> {
      var owned = try OwnedMIPSTLB<MIPSR4000>()
      for _ in 0..<5 { owned.tlb.tick() }
      owned.tlb.setWired(wired)
      #expect(owned.tlb.wired == Int(wired))
      let lowest = min(Int(wired), 47)
      for _ in 0..<2 {
        for expected in (lowest...47).reversed() {
          #expect(owned.tlb.random == expected, "Wired \(wired)")
          owned.tlb.tick()
        }
      }
    }
  }

  @Test func wiredHasSixBits() throws {
    var owned = try OwnedMIPSTLB<MIPSR4000>()
    owned.tlb.setWired(0xFFFF_FFC3)
    #expect(owned.tlb.wired == 3)
  }

  @Test func whatIsWrittenIsReadBackAtItsIndex() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>()
    for index in 0..<64 {
      owned.tlb.write(Self.entry(index), at: index)
    }
    for index in 0..<64 {
      #expect(owned.tlb.read(at: index) == Self.entry(index))
      #expect(owned.tlb.probe(GVA(UInt64(index) << 12), asid: ASID(1)) == index)
    }
    #expect(owned.tlb.probe(GVA(64 << 12), asid: ASID(1)) == nil && owned.tlb.probe(GVA(0), asid: ASID(2)) == nil)
  }

  @Test func anIndexThatIsNoneIsIgnored() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>(count: 10)
    for index in [-1, 10, 63, Int.max] {
      owned.tlb.write(Self.entry(3), at: index)
      #expect(owned.tlb.read(at: index) == nil)
    }
    #expect(owned.tlb.probe(GVA(3 << 12), asid: ASID(1)) == nil)
  }

  @Test func randomWritesGoWhereRandomPoints() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>(count: 11)
    var written: [Int] = []
    for page in 0..<7 {
      written.append(owned.tlb.writeRandom(Self.entry(page)))
      owned.tlb.tick()
    }
    #expect(written == [10, 9, 8, 10, 9, 8, 10])
    #expect(owned.tlb.read(at: 10) == Self.entry(6) && owned.tlb.read(at: 8) == Self.entry(5))
    #expect((0..<8).allSatisfy { owned.tlb.read(at: $0) == MIPSR3000.unmatched(at: $0) })
  }

  @Test func aFreshTLBMissesEverywhereAndProbesToOneEntry() throws {
    let r3000 = try OwnedMIPSTLB<MIPSR3000>()
    let r4000 = try OwnedMIPSTLB<MIPSR4000>()
    for page in [0, 0x7FFF_F000, 0xC000_0000, 0xFFFF_F000] as [UInt64] {
      for asid in [0, 1, 63] as [UInt16] {
        #expect(r3000.tlb.translate(GVA(page), .load, asid: ASID(asid), .none).exception?.cause == .refill)
        #expect(r4000.tlb.translate(GVA(page), .load, asid: ASID(asid), .none).exception?.cause == .refill)
      }
    }
    for index in 0..<48 {
      let pair = UInt64(MIPSR4000.unmatched(at: index).entryHi)
      #expect(r4000.tlb.probe(GVA(pair), asid: ASID(0)) == index)
      let page = UInt64(MIPSR3000.unmatched(at: index).entryHi)
      #expect(r3000.tlb.probe(GVA(page), asid: ASID(0)) == index)
    }
  }

  @Test func severalMatchesShutTheTLBDown() throws {
    var owned = try OwnedMIPSTLB<MIPSR3000>()
    owned.tlb.write(MIPSR3000.Entry(entryHi: 0x5000, entryLo: 0x300), at: 2)
    owned.tlb.write(MIPSR3000.Entry(entryHi: 0x5000 | 5 << 6, entryLo: 0x200), at: 63)
    let gva = GVA(0x5123)
    #expect(owned.tlb.translate(gva, .load, asid: ASID(4), .none).translation != nil)
    let shutdown = try #require(owned.tlb.translate(gva, .load, asid: ASID(5), .none).exception)
    #expect(shutdown.cause == .multipleMatch && shutdown.code == nil && shutdown.vector == nil)
    #expect(shutdown.entryHi == nil && shutdown.context == nil)
    #expect(owned.tlb.probe(gva, asid: ASID(5)) == 2)
  }

  private static func entry(_ page: Int) -> MIPSR3000.Entry {
    MIPSR3000.Entry(entryHi: UInt32(page) << 12 | 1 << 6, entryLo: UInt32(page) << 12 | 0x600)
  }
}
