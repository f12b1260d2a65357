import MMUCore
import Testing

@Suite struct SetAssociativeTLBTests {
  private static let policies: [ReplacementPolicy] = [.lru, .treePLRU, .fifo, .random]
  private static let gva = GVA(0xFFFF_8123_4567_89AB)
  /// The last is Sv57's largest.
  private static let sizes = [PageSize.kib4, .mib2, .gib1, PageSize(shift: 48)]

  private func apply(
    _ operation: InvalidationTable.Operation, to owned: inout OwnedTLB, _ gva: GVA, asid: ASID
  ) {
    switch operation {
    case .invalidatePage: owned.tlb.invalidate(gva, asid: asid)
    case .flushSpace: owned.tlb.flush(asid: asid)
    case .flushNonGlobal: owned.tlb.flushNonGlobal()
    case .flushAll: owned.tlb.flushAll()
    }
  }

  @Test(arguments: policies) func invalidationsDropWhatTheTableSays(_ policy: ReplacementPolicy) throws {
    for size in Self.sizes {
      for row in InvalidationTable.rows {
        for (own, named) in row.spaces {
          var owned = try OwnedTLB(TLBGeometry(sets: 4, ways: 4, policy: policy))
          owned.tlb.insert(Self.gva, size, asid: own, isGlobal: row.isGlobal, payload: 7)
          apply(row.operation, to: &owned, Self.gva, asid: named)
          let survives = owned.tlb.lookup(Self.gva, asid: own) != nil
          #expect(survives == row.survives, "\(size), \(row), \(own), \(named)")
        }
      }
    }
  }

  @Test(arguments: policies) func anyAddressOfAPageFindsIt(_ policy: ReplacementPolicy) throws {
    for size in Self.sizes {
      var owned = try OwnedTLB(TLBGeometry(sets: 4, ways: 4, policy: policy))
      owned.tlb.insert(Self.gva, size, asid: ASID(5), payload: 9)
      let page = Self.gva.aligned(to: size)
      for gva in [page, page.advanced(by: size.byteCount - 1), page.advanced(by: size.byteCount / 2)] {
        #expect(owned.tlb.lookup(gva, asid: ASID(5)) == 9)
      }
      #expect(owned.tlb.lookup(page.advanced(by: size.byteCount), asid: ASID(5)) == nil)
      #expect(owned.tlb.lookup(GVA(page.rawValue - 1), asid: ASID(5)) == nil)
      owned.tlb.invalidate(page.advanced(by: size.byteCount - 1), asid: ASID(5))
      #expect(owned.tlb.lookup(page, asid: ASID(5)) == nil)
    }
  }

  @Test func spacesAreToldApartButForGlobalPages() throws {
    for isGlobal in [false, true] {
      var owned = try OwnedTLB(capacity: 4, .lru)
      owned.tlb.insert(Self.gva, .kib4, asid: ASID(0xFFF), isGlobal: isGlobal, payload: 1)
      for asid in [0, 1, 0x7FF, 0xFFE] as [UInt16] {
        #expect((owned.tlb.lookup(Self.gva, asid: ASID(asid)) != nil) == isGlobal)
      }
      #expect(owned.tlb.lookup(Self.gva, asid: ASID(0xFFF)) == 1)
    }
  }

  @Test func aReusedNumberIsCleanAfterItsFlush() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    owned.access(1, asid: ASID(3))
    owned.access(1, asid: ASID(4))
    owned.tlb.flush(asid: ASID(3))
    #expect(owned.access(1, asid: ASID(3)) == false)
    #expect(owned.access(1, asid: ASID(4)) == true)
  }

  @Test(arguments: policies) func anInsertedPageThatIsThereGetsTheNewPayload(_ policy: ReplacementPolicy) throws {
    var owned = try OwnedTLB(capacity: 2, policy)
    owned.tlb.insert(GVA(0), .kib4, asid: ASID(0), payload: 1)
    owned.tlb.insert(GVA(0x1000), .kib4, asid: ASID(0), payload: 2)
    owned.tlb.insert(GVA(0), .kib4, asid: ASID(0), payload: 3)
    #expect(owned.tlb.lookup(GVA(0x1000), asid: ASID(0)) == 2)
    #expect(owned.tlb.lookup(GVA(0), asid: ASID(0)) == 3)
  }

  @Test(arguments: policies) func anEmptiedWayIsFilledBeforeAnythingIsEvicted(_ policy: ReplacementPolicy) throws {
    for hole in 0..<8 as Range<UInt64> {
      var owned = try OwnedTLB(capacity: 8, policy)
      _ = owned.misses(0..<8)
      owned.tlb.invalidate(GVA(hole << 12), asid: ASID(0))
      owned.access(100)
      let survivors = (0..<8).filter { owned.tlb.lookup(GVA($0 << 12), asid: ASID(0)) != nil }
      #expect(survivors == (0..<8).filter { $0 != hole })
    }
  }

  @Test func anXORFoldedIndexSpreadsWhatALinearOneStacks() throws {
    let pages = (0..<8 as Range<UInt64>).map { $0 * 8 }
    var linear = try OwnedTLB(TLBGeometry(sets: 8, ways: 1))
    var folded = try OwnedTLB(TLBGeometry(sets: 8, ways: 1, foldsIndex: true))
    #expect(linear.misses(pages + pages) == 16)
    #expect(folded.misses(pages + pages) == 8)
  }
}
