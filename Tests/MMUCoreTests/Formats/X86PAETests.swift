import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3A, section "PAE Paging" and its tables of entry formats.
@Suite struct X86PAETests {
  private typealias Ladder = FormatLadder<X86PAEEncoding>
  private static let gva = GVA(2 << 30 | 302 << 21 | 403 << 12 | 0x567)
  private static let rules = X86PAE.rules(controls: .allSet)

  private static let page = GuestTranslation(
    address: GPA(0x5_6789_A567), pageSize: .kib4, rights: .all, permitted: AccessClassSet(rawValue: 0b1100_0111),
    isDirty: false, isGlobal: false)

  private func ladder(_ size: PageSize = .kib4) throws -> Ladder {
    try Ladder(Self.gva, to: GPA(0x5_6789_A000), size, rules: Self.rules)
  }

  @Test func directoriesComeFirstAndTheThirdIsUsed() throws {
    #expect(try ladder().path == tablePath((0x12000, 302), (0x14000, 403)))
  }

  @Test func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    ladder.expectFlips { bit, level in
      switch (bit, level) {
      case (0, _): ladder.fault(.notPresent, level)
      case (1, _): .mapped(Self.page.with(without: .write, permitted: 0b0100_0101))
      case (2, _): ladder.fault(.protection, 1)
      case (6, 1): .mapped(Self.page.with(isDirty: true))
      case (7, 2): ladder.fault(.reservedBit, 2)  // the table's address has bits below 2 MiB
      case (8, 1): .mapped(Self.page.with(isGlobal: true))
      case (12...51, 1): .mapped(Self.page.flipping(bit))
      case (12...51, 2): ladder.lost(addressBit: bit, below: 2)
      // Unlike in the 64-bit modes nothing from MAXPHYADDR to 62 is ignored.
      case (52...62, _): ladder.fault(.reservedBit, level)
      case (63, _): .mapped(Self.page.with(without: .anyExecute, permitted: 0b1100_0011))
      default: .mapped(Self.page)
      }
    }
  }

  @Test func bitsFromMaxPhysicalAddressAreReserved() throws {
    let ladder = try ladder()
    let rules = X86PAE.rules(controls: .allSet, maxPhysicalAddressBits: 36)
    for (level, bit) in [1, 2].flatMap({ level in (35...62).map { (level, $0) } }) {
      ladder.reset([level: { $0 | 1 << UInt64(bit) }])
      let isReserved = ladder.walk(nil, rules) == ladder.fault(.reservedBit, level)
      #expect(isReserved == (bit >= 36), "bit \(bit) at level \(level)")
    }
  }

  @Test func withoutNXEBit63IsReserved() throws {
    let ladder = try ladder()
    for level in 1...2 {
      ladder.reset([level: { $0 | 1 << 63 }])
      #expect(ladder.walk(nil, X86PAE.rules(controls: .writeProtect)) == ladder.fault(.reservedBit, level))
    }
  }

  @Test func twoMebibytePagesNeedNoPSE() throws {
    let ladder = try ladder(.mib2)
    let page = Self.page.with(address: GPA(0x5_6780_0000 | 403 << 12 | 0x567), pageSize: .mib2)
    for bit in 12...62 {
      ladder.reset([2: { $0 ^ 1 << UInt64(bit) }])
      let expected: Ladder.Outcome =
        switch bit {
        case 12: .mapped(page)  // PAT
        case 13...20, 52...62: ladder.fault(.reservedBit, 2)
        default: .mapped(page.flipping(bit))
        }
      #expect(ladder.walk() == expected, "bit \(bit)")
    }
  }

  @Test func marksAreAAboveAndADInTheLeafOfAStore() throws {
    let (small, large) = (try ladder(), try ladder(.mib2))
    #expect(small.marks(GuestAccess(.load, .user)) == [0x20, 0x20])
    #expect(small.marks(GuestAccess(.store, .user)) == [0, 0x40])
    #expect(large.marks(GuestAccess(.store, .user)) == [0x60])
  }

  @Test func addressesHave32Bits() throws {
    let ladder = try ladder()
    #expect(ladder.walk(at: GVA(Self.gva.rawValue | 1 << 32)) == ladder.fault(.nonCanonical, 2))
  }

  @Test func everyPointerTranslatesItsOwnGibibyte() throws {
    var ladder = try ladder()
    for index in 0..<4 as Range<UInt64> {
      var pointers = X86PAEPointers(0, 0, 0, 0)
      pointers[index] = 0x12001
      ladder.root = pointers
      for quarter in 0..<4 as Range<UInt64> {
        let gva = GVA(Self.gva.rawValue & 0x3FFF_FFFF | quarter << 30)
        let expected: Ladder.Outcome = quarter == index ? .mapped(Self.page) : ladder.fault(.notPresent, 3)
        #expect(ladder.walk(at: gva) == expected, "pointer \(index), quarter \(quarter)")
      }
    }
  }

  @Test func pointersTakeNoRightAwayAndAreNeverMarked() throws {
    var ladder = try ladder()
    // PWT, PCD and the ignored bits 11:9; not W, U or A, which a pointer has not.
    ladder.root = X86PAEPointers(0, 0, 0x12001 | 0xE18, 0)
    #expect(ladder.walk() == .mapped(Self.page))
    #expect(ladder.root[2] == 0x12001 | 0xE18)
  }
}
