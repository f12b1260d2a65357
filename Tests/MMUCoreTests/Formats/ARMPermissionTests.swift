import MMUCore
import Testing
import Workload

/// Arm ARM (DDI 0487), chapter D8, sections "Stage 1 data accesses permissions", "Stage 1 instruction execution
/// permissions", "Hierarchical permissions", "Hardware management of the Access flag and dirty state"; PSTATE.PAN and
/// SCTLR_EL1.WXN.
@Suite struct ARMPermissionTests {
  private typealias Ladder = FormatLadder<ARMStage1Encoding<ARMGranule4K>>
  private static let golden = ARMStage1Tests.granule4K
  private static let (uxn, pxn): (UInt64, UInt64) = (1 << 54, 1 << 53)
  private static let load = GuestAccess(.load, .supervisor)
  private static let store = GuestAccess(.store, .supervisor)

  /// AP[2:1], UXN and PXN; the classes permitted with neither WXN nor PAN, and with WXN.
  private static let rows: [(ap: UInt64, xn: UInt64, plain: UInt8, wxn: UInt8)] = [
    (0b00, 0, 0b1111_1100, 0b1101_1100), (0b00, uxn, 0b1111_1000, 0b1101_1000),
    (0b00, pxn, 0b1101_1100, 0b1101_1100), (0b00, uxn | pxn, 0b1101_1000, 0b1101_1000),
    (0b01, 0, 0b1101_1111, 0b1101_1011), (0b01, uxn, 0b1101_1011, 0b1101_1011),
    (0b01, pxn, 0b1101_1111, 0b1101_1011), (0b01, uxn | pxn, 0b1101_1011, 0b1101_1011),
    (0b10, 0, 0b0110_1100, 0b0110_1100), (0b10, uxn, 0b0110_1000, 0b0110_1000),
    (0b10, pxn, 0b0100_1100, 0b0100_1100), (0b10, uxn | pxn, 0b0100_1000, 0b0100_1000),
    (0b11, 0, 0b0110_1101, 0b0110_1101), (0b11, uxn, 0b0110_1001, 0b0110_1001),
    (0b11, pxn, 0b0100_1101, 0b0100_1101), (0b11, uxn | pxn, 0b0100_1001, 0b0100_1001),
  ]

  private func leaf(_ ap: UInt64, _ xn: UInt64) -> (UInt64) -> UInt64 { { $0 & ~(3 << 6) | ap << 6 | xn } }

  /// Asks every class alone, of which those with EFLAGS.AC are not Arm's.
  private func permitted(_ ladder: Ladder, _ controls: ARMControls) -> UInt8 {
    GuestAccess.classes.prefix(6).reduce(0) { bits, access in
      let isDenied = ladder.walk(access, Self.golden.rules(controls)) == ladder.fault(.protection, 1)
      return bits | (isDenied ? 0 : 1) << access.classIndex
    }
  }

  @Test func permissionsOfALeaf() throws {
    let ladder = try Self.golden.ladder()
    for row in Self.rows {
      ladder.reset([1: leaf(row.ap, row.xn)])
      #expect(try ladder.translation(Self.load).permitted.rawValue == row.plain, "\(row)")
      #expect(try ladder.translation(Self.load, Self.golden.rules(.writeExecuteNever)).permitted.rawValue == row.wxn)
      #expect(permitted(ladder, .none) == row.plain & 0x3F, "\(row)")
      // PAN: no data of EL1 where EL0 may read; fetches go on.
      let pan = row.ap & 1 == 0 ? row.plain : row.plain & 0b10_0111
      #expect(permitted(ladder, .privilegedAccessNever) == pan & 0x3F, "\(row)")
    }
  }

  /// A table's bits 62:61 (APTable) and 60:59 (UXNTable, PXNTable), the leaf's AP[2:1], and what is permitted.
  private static let hierarchical: [(table: UInt64, ap: UInt64, UInt8)] = [
    (1 << 61, 0b01, 0b1111_1100), (1 << 61, 0b11, 0b0110_1100), (1 << 61, 0b00, 0b1111_1100),
    (1 << 62, 0b00, 0b0110_1100), (1 << 62, 0b01, 0b0110_1101), (3 << 61, 0b01, 0b0110_1100),
    (1 << 60, 0b00, 0b1111_1000), (1 << 59, 0b00, 0b1101_1100), (3 << 59, 0b11, 0b0100_1001),
  ]

  @Test func tablesRestrictWhatLiesBelow() throws {
    let ladder = try Self.golden.ladder()
    for (level, row) in (2...4).flatMap({ level in Self.hierarchical.map { (level, $0) } }) {
      ladder.reset([level: { $0 | row.table }, 1: leaf(row.ap, 0)])
      #expect(try ladder.translation(Self.load).permitted.rawValue == row.2, "\(row) at level \(level)")
      let ignoring = try ladder.translation(Self.load, Self.golden.rules(.hierarchicalDisable))
      ladder.reset([1: leaf(row.ap, 0)])
      #expect(try ladder.translation(Self.load) == ignoring, "HPD: \(row) at level \(level)")
    }
  }

  @Test func hardwareSetsTheAccessFlagOfTheLeaf() throws {
    for level in 1...3 {
      let ladder = try Self.golden.ladder(at: level, .userWritable)
      #expect(ladder.walk() == ladder.fault(.accessFlag, level))
      #expect(ladder.marks(Self.store) == [UInt64](repeating: 0, count: 5 - level))
      let tables = [UInt64](repeating: 0, count: 4 - level)
      #expect(ladder.marks(Self.load, Self.golden.rules(.hardwareAccessFlag)) == tables + [1 << 10])
      #expect(ladder.marks(Self.store, Self.golden.rules(.hardwareAccessFlag)) == tables + [0])
    }
  }

  @Test func theAccessFlagComesBeforeRights() throws {
    let ladder = try Self.golden.ladder(at: 1, .userWritable)
    ladder.reset([1: leaf(0b10, 0)])
    #expect(ladder.walk() == ladder.fault(.accessFlag, 1))
    #expect(ladder.walk(nil, Self.golden.rules(.hardwareAccessFlag)) == ladder.fault(.protection, 1))
    #expect(ladder.entry(at: 1) & 1 << 10 == 0)
  }

  /// DBM makes AP[2] the opposite of a dirty bit: the first store clears it.
  @Test func hardwareManagesTheDirtyState() throws {
    let rules = Self.golden.rules(.hardwareAccessFlag | .hardwareDirtyState)
    let ladder = try Self.golden.ladder()
    let clean: (UInt64) -> UInt64 = { $0 | 1 << 7 | 1 << 51 }
    ladder.reset([1: clean])
    #expect(ladder.walk(nil, rules) == .mapped(Self.golden.page().with(isDirty: false)), "writable though AP[2] is set")
    #expect(ladder.marks(Self.load, rules) == [0, 0, 0, 0])
    #expect(ladder.marks(Self.store, rules) == [0, 0, 0, 1 << 7])
    #expect(try ladder.translation(nil, rules).isDirty)
    for lacking in [ARMControls.none, .hardwareAccessFlag, .hardwareDirtyState] {
      ladder.reset([1: clean])
      #expect(ladder.walk(Self.store, Self.golden.rules(lacking)) == ladder.fault(.protection, 1))
      #expect(ladder.entry(at: 1) == clean(ladder.built[3]))
    }
    ladder.reset([1: { $0 | 1 << 7 }])
    #expect(ladder.walk(Self.store, rules) == ladder.fault(.protection, 1), "without DBM")
  }

  @Test func aTableThatForbidsWritingIsNotOverriddenByDBM() throws {
    let rules = Self.golden.rules(.hardwareAccessFlag | .hardwareDirtyState)
    let ladder = try Self.golden.ladder()
    ladder.reset([2: { $0 | 1 << 62 }, 1: { $0 | 1 << 7 | 1 << 51 }])
    #expect(ladder.walk(Self.store, rules) == ladder.fault(.protection, 1))
    #expect(ladder.entry(at: 1) & 1 << 7 != 0)
    #expect(try !ladder.translation(Self.load, rules).rights.contains(.write))
  }
}
