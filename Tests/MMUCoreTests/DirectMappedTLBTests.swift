import MMUCore
import Testing

@Suite struct DirectMappedTLBTests {
  private static let load = GuestAccess(.load, .user)
  private static let store = GuestAccess(.store, .user)

  @Test func emptyItAnswersNothing() throws {
    let owned = try OwnedDirectMappedTLB()
    for access in GuestAccess.everyClass {
      #expect(owned.lookup(GVA(0), access, asid: ASID(0)) == nil)
      #expect(owned.lookup(Ladder.gva, access) == nil)
    }
    #expect(owned.tlb.capacity == 64)
  }

  @Test func aHitAddsTheOffset() throws {
    var owned = try OwnedDirectMappedTLB()
    try owned.fill()
    let page = Ladder.page + OwnedDirectMappedTLB.hostBase
    #expect(owned.lookup() == HPA(page | 0x567))
    #expect(owned.lookup(GVA(Ladder.gva.rawValue & ~0xFFF)) == HPA(page))
    #expect(owned.lookup(Ladder.gva.advanced(by: 4096)) == nil)
    #expect(owned.lookup(GVA(Ladder.gva.rawValue ^ 1 << 40)) == nil, "the slot is right, the page is not")
  }

  @Test func aCleanPageIsWalkedAgainForTheFirstStore() throws {
    var owned = try OwnedDirectMappedTLB()
    try owned.fill()
    #expect(owned.lookup(Ladder.gva, Self.load) != nil && owned.lookup(Ladder.gva, Self.store) == nil)
    try owned.fill(Ladder.gva, Self.store)
    #expect(owned.lookup(Ladder.gva, Self.load) != nil && owned.lookup(Ladder.gva, Self.store) != nil)
  }

  @Test func whatTheHostForbidsIsNeverAHit() throws {
    var owned = try OwnedDirectMappedTLB()
    owned.ladder.setEntry(Ladder.page | 0b100_0111, at: 1)
    try owned.fill(isHostReadOnly: true)
    #expect(owned.lookup(Ladder.gva, Self.load) != nil && owned.lookup(Ladder.gva, Self.store) == nil)
  }

  @Test func everyClassHitsExactlyWhenItIsPermitted() throws {
    for bits in 0..<8 as Range<UInt64> {
      var owned = try OwnedDirectMappedTLB()
      let noExecute: UInt64 = bits & 4 == 0 ? 1 << 63 : 0
      owned.ladder.setEntry(Ladder.page | 0b100_0001 | (bits & 3) << 1 | noExecute, at: 1)
      let filler = GuestAccess(.load, .supervisor, overridesSMAP: true)
      try owned.fill(Ladder.gva, filler)
      let permitted = PermissionTable(x86: .allSet).permitted(by: AccessRights(rawValue: UInt8(bits)))
      for access in GuestAccess.everyClass {
        #expect((owned.lookup(Ladder.gva, access) != nil) == permitted.contains(access.asSet), "\(bits) \(access)")
      }
    }
  }

  @Test func spacesAreToldApartButForGlobalPages() throws {
    for isGlobal in [false, true] {
      var owned = try OwnedDirectMappedTLB()
      owned.map(.kib4, isGlobal: isGlobal)
      try owned.fill(asid: ASID(0xFFF))
      for asid in [0, 1, 0x7FF, 0xFFE] as [UInt16] {
        #expect((owned.lookup(asid: ASID(asid)) != nil) == isGlobal, "ASID \(asid)")
      }
      #expect(owned.lookup(asid: ASID(0xFFF)) != nil)
    }
  }

  @Test func aReusedNumberIsCleanAfterItsFlush() throws {
    var owned = try OwnedDirectMappedTLB()
    try owned.fill(asid: ASID(3))
    owned.tlb.flush(asid: ASID(3))
    #expect(owned.lookup(asid: ASID(3)) == nil)
    try owned.fill(asid: ASID(3))
    #expect(owned.lookup(asid: ASID(3)) != nil)
  }

  @Test func invalidationsDropWhatTheTableSays() throws {
    for size in [PageSize.kib4, .mib2, .gib1] {
      for row in InvalidationTable.rows {
        for (own, named) in row.spaces {
          var owned = try OwnedDirectMappedTLB()
          owned.map(size, isGlobal: row.isGlobal)
          try owned.fill(asid: own)
          owned.apply(row.operation, asid: named)
          #expect((owned.lookup(asid: own) != nil) == row.survives, "\(size), \(row), \(own), \(named)")
        }
      }
    }
  }

  @Test func anyAddressOfALargePageInvalidatesAllOfIt() throws {
    for size in [PageSize.mib2, .gib1] {
      for isGlobal in [false, true] {
        var owned = try OwnedDirectMappedTLB()
        owned.map(size, isGlobal: isGlobal)
        let page = Ladder.gva.aligned(to: size)
        let pieces = [0, 1, 7, 63].map { page.advanced(by: $0 * 4096) }
        for piece in pieces { try owned.fill(piece) }
        #expect(pieces.allSatisfy { owned.lookup($0) != nil })
        owned.tlb.invalidate(page.advanced(by: size.byteCount), asid: ASID(1))
        #expect(pieces.allSatisfy { owned.lookup($0) != nil }, "the next page is another")
        owned.tlb.invalidate(page.advanced(by: size.byteCount - 1), asid: ASID(1))
        #expect(!pieces.contains { owned.lookup($0) != nil }, "\(size)")
      }
    }
  }

  @Test func aPageTakesTheSlotOfAnother() throws {
    var owned = try OwnedDirectMappedTLB(capacity: 4)
    owned.map(.mib2, isGlobal: false)
    let page = Ladder.gva.aligned(to: .mib2)
    try owned.fill(page)
    try owned.fill(page.advanced(by: 4 * 4096))
    #expect(owned.lookup(page) == nil && owned.lookup(page.advanced(by: 4 * 4096)) != nil)
  }
}
