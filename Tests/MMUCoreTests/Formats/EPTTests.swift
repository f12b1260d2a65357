import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)": the tables of entry formats in "EPT Translation
/// Mechanism", "EPT Misconfigurations", "EPT Violations", "Accessed and Dirty Flags for EPT".
@Suite struct EPTTests {
  private typealias Ladder = FormatLadder<EPTEncoding>
  private static let gpa = GPA(100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567)
  private static let load = GuestAccess(.load, .supervisor)
  private static let store = GuestAccess(.store, .supervisor)
  private static let pages = EPTControls.mib2Pages | .gib1Pages
  private static let every = pages | .accessedDirty | .modeBasedExecute | .executeOnly

  private static let page = Translation<HostPhysical>(
    address: HPA(0x5_6789_A567), pageSize: .kib4, rights: .all, permitted: .all, isDirty: false, isGlobal: false)

  private func ladder(_ size: PageSize = .kib4, _ controls: EPTControls = Self.every) throws -> Ladder {
    let rules = EPT.Rules(controls: controls)
    return try Ladder(Self.gpa, to: HPA(0x5_6789_A000), size, rules: rules, access: Self.load)
  }

  private func leaf(_ bit: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    // Write-back is 6: bit 3 makes it 7 and bit 5 makes it 2, which are reserved; bit 4 makes it 4, write-through.
    case 3, 5: ladder.fault(.reservedBit, 1)
    case 9: .mapped(Self.page.with(isDirty: true))
    case 12...51: .mapped(Self.page.flipping(bit))
    default: .mapped(Self.page)
    }
  }

  private func table(_ bit: Int, _ level: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch bit {
    case 3...6: ladder.fault(.reservedBit, level)
    // A large page at levels 2 and 3, and the table's address is not aligned to it; reserved at level 4.
    case 7: ladder.fault(.reservedBit, level)
    case 12...51: ladder.lost(addressBit: bit, below: level)
    default: .mapped(Self.page)
    }
  }

  @Test func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    #expect(ladder.path == tablePath((0x10000, 100), (0x11000, 201), (0x12000, 302), (0x13000, 403)))
    ladder.expectFlips { bit, level in
      switch bit {
      case 0: ladder.fault(.reservedBit, level)  // writable and not readable
      case 1: .mapped(Self.page.with(without: .write, permitted: 0b0110_1101))
      case 2: .mapped(Self.page.with(without: .execute, permitted: 0b1101_1111))
      case 10: .mapped(Self.page.with(without: .userExecute, permitted: 0b1111_1011))
      default: level == 1 ? leaf(bit, ladder) : table(bit, level, ladder)
      }
    }
  }

  @Test func withoutModeBasedExecuteBit10IsIgnoredAndBit2CountsForAll() throws {
    let ladder = try ladder(.kib4, Self.pages)
    let page = Self.page.with(isDirty: true)  // there are no dirty flags to set
    for level in 1...4 {
      ladder.reset([level: { $0 ^ 1 << 10 }])
      #expect(ladder.walk() == .mapped(page))
      ladder.reset([level: { $0 ^ 1 << 2 }])
      #expect(ladder.walk() == .mapped(page.with(without: .anyExecute, permitted: 0b1101_1011)))
    }
  }

  /// Bits 2:0 and 10 in turn, in a leaf and in a table: present, misconfigured or neither.
  @Test(arguments: [EPTControls.none, .executeOnly, .modeBasedExecute, .executeOnly | .modeBasedExecute])
  func combinationsOfRights(_ controls: EPTControls) throws {
    let ladder = try ladder(.kib4, Self.pages | controls)
    for (level, rights) in (1...4).flatMap({ level in (0..<16).map { (level, UInt64($0)) } }) {
      let bits = rights & 7 | (rights >> 3) << 10
      ladder.reset([level: { $0 & ~0x407 | bits }])
      let (read, write, execute) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0)
      let userExecute = bits & 1 << 10 != 0 && controls.contains(.modeBasedExecute)
      let expected: Ladder.Outcome? =
        if !read && !write && !execute && !userExecute {
          ladder.fault(.notPresent, level)
        } else if !read && write || !read && !controls.contains(.executeOnly) {
          ladder.fault(.reservedBit, level)
        } else if !read {
          ladder.fault(.protection, 1)
        } else {
          nil
        }
      if let expected {
        #expect(ladder.walk() == expected, "rights \(rights) at level \(level)")
      } else {
        #expect(try ladder.translation().rights.contains(.write) == write, "rights \(rights) at level \(level)")
      }
    }
  }

  @Test func memoryTypes2And3And7AreReserved() throws {
    for (size, level) in [(PageSize.kib4, 1), (.mib2, 2), (.gib1, 3)] {
      let ladder = try ladder(size)
      for type in 0..<8 as Range<UInt64> {
        ladder.reset([level: { $0 & ~0x38 | type << 3 }])
        let isMisconfigured = ladder.walk() == ladder.fault(.reservedBit, level)
        #expect(isMisconfigured == [2, 3, 7].contains(type), "type \(type) at level \(level)")
      }
    }
  }

  @Test func largePagesHaveTheirOffsetsAndReservedBits() throws {
    for (size, level, target) in [(PageSize.mib2, 2, 0x5_6780_0000), (.gib1, 3, 0x5_4000_0000)] as [(_, Int, UInt64)] {
      let ladder = try ladder(size)
      let page = Self.page.with(address: HPA(target | Self.gpa.offset(in: size)), pageSize: size)
      for bit in 12...51 {
        ladder.reset([level: { $0 ^ 1 << UInt64(bit) }])
        let isReserved = bit < Int(size.shift)  // bit 12 too: there is no PAT
        let expected = isReserved ? ladder.fault(.reservedBit, level) : .mapped(page.flipping(bit))
        #expect(ladder.walk() == expected, "bit \(bit) at level \(level)")
      }
      ladder.reset()
      let lacking: EPTControls = level == 2 ? .mib2Pages : .gib1Pages
      let rules = EPT.Rules(controls: Self.every.subtracting(lacking))
      #expect(ladder.walk(nil, rules) == ladder.fault(.reservedBit, level))
    }
  }

  /// Neither as a large page's entry, write-back and aligned, nor as a table's.
  @Test func bit7AtTheRootIsReserved() throws {
    let ladder = try ladder()
    for entry in [1 << 39 | 0x4B7, 1 << 39 | 0x487] as [UInt64] {
      ladder.reset([4: { _ in entry }])
      #expect(ladder.walk() == ladder.fault(.reservedBit, 4))
    }
  }

  @Test func bitsFromMaxPhysicalAddressAreReserved() throws {
    let ladder = try ladder()
    let rules = EPT.Rules(controls: Self.every, maxPhysicalAddressBits: 39)
    for (level, bit) in (1...4).flatMap({ level in (36...63).map { (level, $0) } }) {
      ladder.reset([level: { $0 | 1 << UInt64(bit) }])
      let isReserved = ladder.walk(nil, rules) == ladder.fault(.reservedBit, level)
      #expect(isReserved == (39...51).contains(bit), "bit \(bit) at level \(level)")
    }
  }

  @Test func flagsAreKeptWhereEPTPSaysSo() throws {
    let ladder = try ladder()
    #expect(ladder.marks(Self.load) == [0x100, 0x100, 0x100, 0x100])
    #expect(ladder.marks(Self.store) == [0, 0, 0, 0x200])
    ladder.reset()
    #expect(ladder.marks(Self.store, EPT.Rules(controls: Self.pages)) == [0, 0, 0, 0])
    let large = try self.ladder(.mib2)
    #expect(large.marks(Self.store) == [0x100, 0x100, 0x300])
  }

  @Test func tableReadsAreStoresWhereFlagsAreKept() {
    #expect(EPT.tableRead(EPT.Rules(controls: Self.pages)).kind == .load)
    #expect(EPT.tableRead(EPT.Rules(controls: Self.every)).kind == .store)
  }

  @Test func addressesHave48Bits() throws {
    let ladder = try ladder()
    for bit in 48..<64 {
      #expect(ladder.walk(at: GPA(Self.gpa.rawValue | 1 << UInt64(bit))) == ladder.fault(.nonCanonical, 4))
    }
  }
}
