import MMUCore
import Testing
import Workload

/// AMD APM vol. 2 (24593), sections "Nested Paging" and "4-Kbyte Page Translation" ff.: the entries of long mode, to which
/// every access is a user's.
@Suite struct NPTTests {
  private typealias Ladder = FormatLadder<NPTEncoding>
  private static let gpa = GPA(100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567)
  private static let rules = NPT.rules(controls: .allSet)
  private static let load = GuestAccess(.load, .supervisor)

  private static let page = Translation<HostPhysical>(
    address: HPA(0x5_6789_A567), pageSize: .kib4, rights: .all, permitted: .all, isDirty: false, isGlobal: false)

  private func ladder(_ size: PageSize = .kib4) throws -> Ladder {
    try Ladder(Self.gpa, to: HPA(0x5_6789_A000), size, rules: Self.rules, access: Self.load)
  }

  @Test func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    #expect(ladder.path == tablePath((0x10000, 100), (0x11000, 201), (0x12000, 302), (0x13000, 403)))
    ladder.expectFlips { bit, level in
      switch (bit, level) {
      case (0, _): ladder.fault(.notPresent, level)
      case (1, _): .mapped(Self.page.with(without: .write, permitted: 0b0110_1101))
      case (2, _): ladder.fault(.protection, 1)
      case (6, 1): .mapped(Self.page.with(isDirty: true))
      case (7, 2...): ladder.fault(.reservedBit, level)
      // G means nothing, and neither do protection keys.
      case (12...51, 1): .mapped(Self.page.flipping(bit))
      case (12...51, _): ladder.lost(addressBit: bit, below: level)
      case (63, _): .mapped(Self.page.with(without: .anyExecute, permitted: 0b1101_1011))
      default: .mapped(Self.page)
      }
    }
  }

  @Test func everyAccessIsAUsers() throws {
    let ladder = try ladder()
    for controls in X86Controls.combinations {
      let rules = NPT.rules(controls: controls)
      ladder.reset([1: { $0 & ~2 }])
      for access in GuestAccess.classes {
        let isMapped = ladder.walk(access, rules) != ladder.fault(.protection, 1)
        #expect(isMapped == !access.isStore, "\(access) under \(controls): CR0.WP, SMEP and SMAP do not matter")
      }
      ladder.reset([1: { $0 & ~4 }])
      #expect(GuestAccess.classes.allSatisfy { ladder.walk($0, rules) == ladder.fault(.protection, 1) })
    }
  }

  @Test func largePagesHaveTheirOffsetsAndReservedBits() throws {
    for (size, level, target) in [(PageSize.mib2, 2, 0x5_6780_0000), (.gib1, 3, 0x5_4000_0000)] as [(_, Int, UInt64)] {
      let ladder = try ladder(size)
      let page = Self.page.with(address: HPA(target | Self.gpa.offset(in: size)), pageSize: size)
      #expect(ladder.walk() == .mapped(page))
      for bit in 13..<Int(size.shift) {
        ladder.reset([level: { $0 | 1 << UInt64(bit) }])
        let isReserved = ladder.walk() == ladder.fault(.reservedBit, level)
        let wasClear = ladder.built.last.map { $0 >> UInt64(bit) & 1 == 0 } ?? false
        #expect(isReserved == wasClear, "bit \(bit) at level \(level)")
      }
    }
    let gibibyte = try ladder(.gib1)
    #expect(gibibyte.walk(nil, NPT.rules(controls: .allSet, has1GiBPages: false)) == gibibyte.fault(.reservedBit, 3))
  }

  @Test func pageSizeAtTheRootIsReserved() throws {
    let ladder = try ladder()
    ladder.reset([4: { _ in 1 << 39 | 0b1000_0111 }])
    #expect(ladder.walk() == ladder.fault(.reservedBit, 4))
  }

  @Test func reservedBitsFollowTheHost() throws {
    let ladder = try ladder()
    for level in 1...4 {
      ladder.reset([level: { $0 | 1 << 40 }])
      let narrow = NPT.rules(controls: .allSet, maxPhysicalAddressBits: 40)
      #expect(ladder.walk(nil, narrow) == ladder.fault(.reservedBit, level))
      ladder.reset([level: { $0 | 1 << 63 }])
      #expect(ladder.walk(nil, NPT.rules(controls: .writeProtect)) == ladder.fault(.reservedBit, level))
    }
  }

  @Test func marksAreAAboveAndADInTheLeafOfAStore() throws {
    let ladder = try ladder()
    #expect(ladder.marks(Self.load) == [0x20, 0x20, 0x20, 0x20])
    #expect(ladder.marks(GuestAccess(.store, .supervisor)) == [0, 0, 0, 0x40])
  }

  @Test func addressesHave48Bits() throws {
    let ladder = try ladder()
    for bit in 48..<64 {
      let gpa = GPA(Self.gpa.rawValue | 1 << UInt64(bit))
      #expect(ladder.walk(at: gpa) == ladder.fault(.nonCanonical, 4))
    }
    ladder.memory.store(ladder.built[0], at: HPA(0x10000 + (100 + 256) * 8))
    #expect(ladder.walk(at: GPA(Self.gpa.rawValue | 1 << 47)) == .mapped(Self.page))
  }

  @Test func tableReadsAreUserStores() {
    #expect(NPT.tableRead(Self.rules) == GuestAccess(.store, .user))
  }
}
