import MMUCore
import Testing

/// The operations that instructions are made of: each drops exactly what it says.
@Suite struct InvalidatableTLBTests {
  struct Row: InvalidationInstruction, CustomStringConvertible {
    enum Operation: CaseIterable { case page, pageNonGlobal, pageEverywhere, space, nonGlobal, all }
    let operation: Operation
    let fates: String
    var description: String { "\(operation)" }

    func apply<TLB: InvalidatableTLB>(named: ASID, on tlb: inout TLB) {
      switch operation {
      case .page: tlb.invalidate(Residents.gva, asid: named)
      case .pageNonGlobal: tlb.invalidateNonGlobal(Residents.gva, asid: named)
      case .pageEverywhere: tlb.invalidate(Residents.gva)
      case .space: tlb.flush(asid: named)
      case .nonGlobal: tlb.flushNonGlobal()
      case .all: tlb.flushAll()
      }
    }
  }

  @Test func eachDropsExactlyWhatItSays() throws {
    let rows = [
      Row(operation: .page, fates: "gkg kkk"), Row(operation: .pageNonGlobal, fates: "gkk kkk"),
      Row(operation: .pageEverywhere, fates: "ggg kkk"), Row(operation: .space, fates: "gkk gkk"),
      Row(operation: .nonGlobal, fates: "ggk ggk"), Row(operation: .all, fates: "ggg ggg"),
    ]
    #expect(rows.count == Row.Operation.allCases.count)
    for row in rows { try Residents.checkEverywhere(row) }
  }

  @Test(arguments: [ReplacementPolicy.lru, .treePLRU, .fifo, .random])
  func onePageIsDroppedInEverySpaceAtOnce(_ policy: ReplacementPolicy) throws {
    var owned = try OwnedTLB(TLBGeometry(sets: 1, ways: 16, policy: policy))
    for asid in 1...4 as ClosedRange<UInt16> {
      owned.tlb.insert(Residents.gva, .kib4, asid: ASID(asid), payload: 1)
      owned.tlb.insert(Residents.gva, .mib2, asid: ASID(asid), payload: 1)
      owned.tlb.insert(Residents.gva.advanced(by: 0x1000), .kib4, asid: ASID(asid), payload: 2)
    }
    owned.tlb.invalidate(Residents.gva)
    for asid in 1...4 as ClosedRange<UInt16> {
      #expect(owned.tlb.lookup(Residents.gva, asid: ASID(asid)) == nil)
      #expect(owned.tlb.lookup(Residents.gva.advanced(by: 0x1000), asid: ASID(asid)) == 2)
    }
  }

  @Test(arguments: [ReplacementPolicy.lru, .treePLRU, .fifo, .random])
  func aGlobalPageOutlivesTheSpacesOwn(_ policy: ReplacementPolicy) throws {
    var owned = try OwnedTLB(TLBGeometry(sets: 1, ways: 4, policy: policy))
    owned.tlb.insert(Residents.gva, .kib4, asid: ASID(1), payload: 1)
    owned.tlb.insert(Residents.gva, .kib4, asid: ASID(1), isGlobal: true, payload: 2)
    #expect(owned.tlb.lookup(Residents.gva, asid: ASID(1)) == 1)
    owned.tlb.invalidateNonGlobal(Residents.gva, asid: ASID(1))
    #expect(owned.tlb.lookup(Residents.gva, asid: ASID(1)) == 2)
    owned.tlb.insert(Residents.gva, .kib4, asid: ASID(1), payload: 1)
    owned.tlb.invalidate(Residents.gva, asid: ASID(1))
    #expect(owned.tlb.lookup(Residents.gva, asid: ASID(1)) == nil)
  }

  @Test func allPiecesOfALargePageGoInEverySpace() throws {
    for isGlobal in [false, true] {
      var owned = try OwnedDirectMappedTLB()
      let start = Residents.gva.aligned(to: .mib2)
      let pieces = [0, 1, 7, 63].map { start.advanced(by: $0 * 4096) }
      for (index, piece) in pieces.enumerated() {
        owned.put(piece, .mib2, asid: ASID(UInt16(index)), isGlobal: isGlobal)
      }
      owned.tlb.invalidate(start.advanced(by: 0x20_0000))
      #expect(pieces.indices.allSatisfy { owned.holds(pieces[$0], asid: ASID(UInt16($0))) })
      owned.tlb.invalidate(start.advanced(by: 0x1F_FFFF))
      #expect(!pieces.indices.contains { owned.holds(pieces[$0], asid: ASID(UInt16($0))) })
    }
  }
}
