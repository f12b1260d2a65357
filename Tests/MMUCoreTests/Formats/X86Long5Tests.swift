import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3A, section "4-Level Paging and 5-Level Paging", the tables of entry formats; vol. 1, section "Canonical
/// Addressing".
@Suite struct X86Long5Tests {
  private typealias Ladder = FormatLadder<X86Long5Encoding>
  private static let gva = GVA(37 << 48 | 100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567)
  private static let store = GuestAccess(.store, .user)
  private static let allSet = X86Rules(controls: .allSet)

  /// What the untouched path comes to for a load, under WP, NXE, SMEP and SMAP.
  private static let page = GuestTranslation(
    address: GPA(0x5_6789_A567), pageSize: .kib4, rights: .all, permitted: AccessClassSet(rawValue: 0b1100_0111),
    isDirty: false, isGlobal: false)

  private func ladder(_ size: PageSize = .kib4, _ rules: X86Rules = Self.allSet) throws -> Ladder {
    try Ladder(Self.gva, to: GPA(0x5_6789_A000), size, rules: rules)
  }

  @Test func tablesAreIndexedByNineBitsEach() throws {
    let path = tablePath((0x10000, 37), (0x11000, 100), (0x12000, 201), (0x13000, 302), (0x14000, 403))
    #expect(try ladder().path == path)
  }

  @Test func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    ladder.expectFlips { bit, level in
      switch (bit, level) {
      case (0, _): ladder.fault(.notPresent, level)
      case (1, _): .mapped(Self.page.with(without: .write, permitted: 0b0100_0101))
      case (2, _): ladder.fault(.protection, 1)
      case (6, 1): .mapped(Self.page.with(isDirty: true))
      // PS: at levels 2 and 3 the table's address has bits that a large page's entry reserves; above, PS is reserved.
      case (7, 2...): ladder.fault(.reservedBit, level)
      case (8, 1): .mapped(Self.page.with(isGlobal: true))
      case (12...51, 1): .mapped(Self.page.flipping(bit))
      case (12...51, _): ladder.lost(addressBit: bit, below: level)
      case (63, _): .mapped(Self.page.with(without: .anyExecute, permitted: 0b1100_0011))
      default: .mapped(Self.page)
      }
    }
  }

  @Test func bitsFromMaxPhysicalAddressToFiftyOneAreReserved() throws {
    let ladder = try ladder()
    for maximum in [36, 39, 46, 51] as [UInt8] {
      let rules = X86Rules(controls: .allSet, maxPhysicalAddressBits: maximum)
      for level in 1...5 {
        for bit in 36...51 {
          ladder.reset([level: { $0 | 1 << UInt64(bit) }])
          let isReserved = ladder.walk(nil, rules) == ladder.fault(.reservedBit, level)
          #expect(isReserved == (bit >= maximum), "bit \(bit) at level \(level), MAXPHYADDR \(maximum)")
        }
      }
    }
  }

  @Test func withoutNXEBit63IsReserved() throws {
    let ladder = try ladder()
    for level in 1...5 {
      ladder.reset([level: { $0 | 1 << 63 }])
      #expect(ladder.walk(nil, X86Rules(controls: .writeProtect)) == ladder.fault(.reservedBit, level))
    }
  }

  @Test func largePagesHaveTheirOffsetsAndReservedBits() throws {
    for (size, level, target) in [(PageSize.mib2, 2, 0x5_6780_0000), (.gib1, 3, 0x5_4000_0000)] as [(_, Int, UInt64)] {
      let ladder = try ladder(size)
      let page = Self.page.with(address: GPA(target | Self.gva.offset(in: size)), pageSize: size)
      for bit in 12...51 {
        ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
        let expected: Ladder.Outcome =
          switch bit {
          case 12: .mapped(page)  // PAT
          case 13..<Int(size.shift): ladder.fault(.reservedBit, level)
          default: .mapped(page.flipping(bit))
          }
        #expect(ladder.walk() == expected, "bit \(bit) at level \(level)")
      }
    }
    let gibibyte = try ladder(.gib1)
    #expect(gibibyte.walk(nil, X86Rules(controls: .allSet, has1GiBPages: false)) == gibibyte.fault(.reservedBit, 3))
  }

  /// Whatever the address is aligned to.
  @Test func pageSizeAtLevels4And5IsReserved() throws {
    let ladder = try ladder()
    for (level, address) in [(4, 0), (4, 1 << 39), (5, 0), (5, 1 << 48)] as [(Int, UInt64)] {
      ladder.reset([level: { _ in address | 0b1000_0111 }])
      #expect(ladder.walk() == ladder.fault(.reservedBit, level))
    }
  }

  @Test func marksAreAAboveAndADInTheLeafOfAStore() throws {
    for (size, leaf) in [(PageSize.kib4, 4), (.mib2, 3), (.gib1, 2)] {
      let ladder = try ladder(size)
      let tables = [UInt64](repeating: 0x20, count: leaf)
      #expect(ladder.marks(ladder.access) == tables + [0x20])
      ladder.reset()
      #expect(ladder.marks(Self.store) == tables + [0x60])
      #expect(ladder.marks(Self.store) == tables.map { _ in 0 } + [0])
      #expect(try ladder.translation().isDirty)
    }
  }

  @Test func aForbiddenStoreMarksTheTablesAlone() throws {
    let ladder = try ladder()
    ladder.reset([1: { $0 & ~2 }])
    #expect(ladder.marks(Self.store) == [0x20, 0x20, 0x20, 0x20, 0])
  }

  @Test func canonicalMeansBits63To56AreEqual() throws {
    let ladder = try ladder()
    for bit in 56..<64 {
      let gva = GVA(Self.gva.rawValue ^ 1 << UInt64(bit))
      #expect(ladder.walk(at: gva) == ladder.fault(.nonCanonical, 5), "bit \(bit)")
    }
    ladder.memory.store(ladder.built[0], at: GPA(0x10000 + (37 + 256) * 8))
    #expect(try ladder.translation(at: GVA(Self.gva.rawValue | 0xFF << 56)) == Self.page)
  }

  @Test func globalNeedsPGE() throws {
    let ladder = try ladder()
    ladder.reset([1: { $0 | 1 << 8 }])
    #expect(try !ladder.translation(nil, X86Rules(controls: .allSet, honoursGlobal: false)).isGlobal)
  }
}
