import MMUCore
import Testing
import Workload

/// Intel SDM vol. 3A, section "32-Bit Paging" and its tables of entry formats.
@Suite struct X86Legacy32Tests {
  private typealias Ladder = FormatLadder<X86Legacy32Encoding>
  private typealias Rules = X86Legacy32.Rules
  private static let gva = GVA(702 << 22 | 803 << 12 | 0x567)
  private static let mib4 = PageSize(shift: 22)
  private static let controls: X86Controls = .writeProtect | .smep | .smap | .pageSizeExtensions

  private static let page = GuestTranslation(
    address: GPA(0x6789_A567), pageSize: .kib4, rights: .all, permitted: AccessClassSet(rawValue: 0b1100_0111),
    isDirty: false, isGlobal: false)

  private func ladder(_ size: PageSize = .kib4, to target: UInt64 = 0x6789_A000) throws -> Ladder {
    try Ladder(Self.gva, to: GPA(target), size, rules: Rules(controls: Self.controls))
  }

  private func expected(_ bit: Int, _ level: Int, _ ladder: Ladder) -> Ladder.Outcome {
    switch (bit, level) {
    case (0, _): ladder.fault(.notPresent, level)
    case (1, _): .mapped(Self.page.with(without: .write, permitted: 0b0100_0101))
    case (2, _): ladder.fault(.protection, 1)
    case (6, 1): .mapped(Self.page.with(isDirty: true))
    case (8, 1): .mapped(Self.page.with(isGlobal: true))
    case (12...31, 1): .mapped(Self.page.flipping(bit))
    case (12...31, 2): ladder.lost(addressBit: bit, below: 2)
    default: .mapped(Self.page)
    }
  }

  @Test func tablesAreIndexedByTenBitsEach() throws {
    #expect(try ladder().path == tablePath((0x10000, 702), (0x11000, 803), width: 4))
  }

  @Test func everyBitOfEveryEntry() throws {
    let ladder = try ladder()
    // PS: the table's address 0x11000 is PAT (bit 12) and address bit 35 (bit 16) of a 4 MiB page.
    let offset = Self.gva.offset(in: Self.mib4)
    let large = Self.page.with(address: GPA(1 << 35 | offset), pageSize: Self.mib4)
    ladder.expectFlips { bit, level in
      bit == 7 && level == 2 ? .mapped(large) : expected(bit, level, ladder)
    }
  }

  @Test func withoutPSEBit7OfADirectoryEntryIsIgnored() throws {
    let ladder = try ladder()
    let rules = Rules(controls: Self.controls.subtracting(.pageSizeExtensions))
    ladder.expectFlips(rules) { bit, level in expected(bit, level, ladder) }
  }

  @Test func aLargePageHasFortyAddressBitsAtMost() throws {
    let ladder = try ladder(Self.mib4, to: 0x9A_BC40_0000)
    let page = Self.page.with(address: GPA(0x9A_BC40_0000 | 803 << 12 | 0x567), pageSize: Self.mib4)
    for bit in 12...31 {
      ladder.reset([2: { $0 ^ 1 << UInt64(bit) }])
      let expected: Ladder.Outcome =
        switch bit {
        case 12: .mapped(page)  // PAT
        case 13...20: .mapped(page.flipping(bit + 19))
        case 21: ladder.fault(.reservedBit, 2)
        default: .mapped(page.flipping(bit))
        }
      #expect(ladder.walk() == expected, "bit \(bit)")
    }
  }

  @Test func aLargePagesUpperAddressBitsAreReservedFromMaxPhysicalAddress() throws {
    let ladder = try ladder(Self.mib4, to: 0x40_0000)
    for maximum in 32...41 as ClosedRange<UInt8> {
      for (bit, hasPSE36) in (13...21).flatMap({ [($0, true), ($0, false)] }) {
        ladder.reset([2: { $0 | 1 << UInt64(bit) }])
        let rules = Rules(controls: Self.controls, maxPhysicalAddressBits: maximum, hasPSE36: hasPSE36)
        let isReserved = ladder.walk(nil, rules) == ladder.fault(.reservedBit, 2)
        // Bit 13 is address bit 32.
        let isAddress = hasPSE36 && bit <= 20 && bit + 19 < maximum
        #expect(isReserved == !isAddress, "bit \(bit), MAXPHYADDR \(maximum), PSE-36 \(hasPSE36)")
      }
    }
  }

  @Test func thereIsNoExecuteDisable() throws {
    let ladder = try ladder()
    let rules = Rules(controls: Self.controls | .noExecute)
    #expect(try ladder.translation(GuestAccess(.fetch, .user), rules).rights == .all)
    ladder.reset([1: { $0 ^ 1 << 31 }])
    #expect(try ladder.translation(GuestAccess(.fetch, .user), rules).address == GPA(0xE789_A567))
  }

  @Test func supervisorsWriteReadOnlyPagesWithoutWP() throws {
    let ladder = try ladder()
    ladder.reset([2: { $0 & ~2 }])
    let rules = Rules(controls: .none)
    #expect(try ladder.translation(nil, rules).permitted == AccessClassSet(rawValue: 0b1111_1101))
    ladder.reset([1: { $0 & ~6 }])
    let store = GuestAccess(.store, .supervisor)
    #expect(try ladder.translation(store, rules).permitted == AccessClassSet(rawValue: 0b1111_1000))
    #expect(ladder.walk(store, Rules(controls: .writeProtect)) == ladder.fault(.protection, 1))
  }

  @Test func marksAreAAboveAndADInTheLeafOfAStore() throws {
    let (small, large) = (try ladder(), try ladder(Self.mib4))
    #expect(small.marks(GuestAccess(.load, .user)) == [0x20, 0x20])
    #expect(small.marks(GuestAccess(.store, .user)) == [0, 0x40])
    #expect(large.marks(GuestAccess(.load, .user)) == [0x20])
    #expect(large.marks(GuestAccess(.store, .user)) == [0x40])
  }

  /// Entries are 4 bytes: those beside an entry that is marked stay as they are.
  @Test func neighboursStay() throws {
    let ladder = try ladder()
    let (before, after) = (GPA(ladder.path[1] - 4), GPA(ladder.path[1] + 4))
    ladder.memory.storeEntry(0xAAAA_AAAA, at: before, .bytes4)
    ladder.memory.storeEntry(0x5555_5555, at: after, .bytes4)
    _ = try ladder.translation(GuestAccess(.store, .user))
    #expect(ladder.memory.loadEntry(at: before, .bytes4) == 0xAAAA_AAAA)
    #expect(ladder.memory.loadEntry(at: after, .bytes4) == 0x5555_5555)
    #expect(ladder.entry(at: 1) == 0x6789_A067)
  }

  @Test func globalNeedsPGEAndAddressesHave32Bits() throws {
    let ladder = try ladder()
    ladder.reset([1: { $0 | 1 << 8 }])
    #expect(try !ladder.translation(nil, Rules(controls: Self.controls, honoursGlobal: false)).isGlobal)
    #expect(ladder.walk(at: GVA(Self.gva.rawValue | 1 << 32)) == ladder.fault(.nonCanonical, 2))
  }
}
