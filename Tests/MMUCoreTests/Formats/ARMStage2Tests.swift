import MMUCore
import Testing
import Workload

/// Arm ARM (DDI 0487), chapter D8, sections "Translation granules" and "Concatenated translation tables".
@Suite struct ARMStage2Tests {
  @Test func goldenCasesOf4K() throws {
    try ARMStage2Golden<ARMGranule4K>(
      gpa: GPA(300 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: HPA((0x34_5678 << 4 | 403 & 15) << 12),
      path: tablePath((0x10000, 300), (0x11000, 201), (0x12000, 302), (0x13000, 403)),
      shifts: [1: 12, 2: 21, 3: 30], groups: [1: 16, 2: 25, 3: 34]
    ).everything()
  }

  @Test func goldenCasesOf16K() throws {
    try ARMStage2Golden<ARMGranule16K>(
      gpa: GPA(1 << 47 | 1001 << 36 | 702 << 25 | 1403 << 14 | 0x2567),
      target: HPA((0x2_3456 << 7 | 1403 & 127) << 14),
      path: tablePath((0x10000, 1), (0x14000, 1001), (0x18000, 702), (0x1C000, 1403)), shifts: [1: 14, 2: 25],
      groups: [1: 21, 2: 30]
    ).everything()
  }

  @Test func goldenCasesOf64K() throws {
    try ARMStage2Golden<ARMGranule64K>(
      gpa: GPA(37 << 42 | 5003 << 29 | 4403 << 16 | 0xA567), target: HPA((0x1_2345 << 5 | 4403 & 31) << 16),
      path: tablePath((0x10000, 37), (0x20000, 5003), (0x30000, 4403)), shifts: [1: 16, 2: 29], groups: [1: 21, 2: 34]
    ).everything()
  }

  /// As ``ARMStage2Encoding``, with a root of 256 KiB: sixteen tables of 4 or 16 KiB, four of 64 KiB.
  private enum Concatenated<Granule: ARMGranule>: EntryEncoding {
    typealias Format = ARMStage2<Granule>
    typealias Single = ARMStage2Encoding<Granule>

    static func rootFrameCount(_ rules: ARMRules) -> Int { 64 }
    static func table(_ table: HPA) -> UInt64 { Single.table(table) }
    static func leaf(_ page: HPA, at level: PageLevel, _ attributes: PageAttributes) -> UInt64 {
      Single.leaf(page, at: level, attributes)
    }
  }

  private func expectConcatenated<Granule: ARMGranule>(
    _ granule: Granule.Type, inputBits: UInt8, from level: UInt64, _ gpa: UInt64, path: [UInt64]
  ) throws {
    let rules = ARMRules(stage2: granule, controls: .none, inputBits: inputBits, startLevel: PageLevel(level))
    let access = GuestAccess(.load, .supervisor)
    let target = HPA(0x1234_5670_0000)
    let ladder = try FormatLadder<Concatenated<Granule>>(
      GPA(gpa), to: target, Granule.pageSize, .userTouched, rules: rules, access: access)
    #expect(ladder.path == path)
    #expect(try ladder.translation().address == target.advanced(by: gpa & Granule.pageSize.offsetMask))
    for bit in UInt64(inputBits)..<64 {
      #expect(ladder.walk(at: GPA(gpa | 1 << bit)) == ladder.fault(.nonCanonical, Int(level)), "bit \(bit)")
    }
  }

  @Test func sixteenTablesOf4KSideBySide() throws {
    try expectConcatenated(
      ARMGranule4K.self, inputBits: 43, from: 3, 5003 << 30 | 302 << 21 | 403 << 12 | 0x567,
      path: tablePath((0x10000, 5003), (0x50000, 302), (0x51000, 403)))
    try expectConcatenated(
      ARMGranule4K.self, inputBits: 34, from: 2, 8003 << 21 | 403 << 12 | 0x567,
      path: tablePath((0x10000, 8003), (0x50000, 403)))
  }

  @Test func twoTablesOf16KSideBySide() throws {
    try expectConcatenated(
      ARMGranule16K.self, inputBits: 48, from: 3, 3001 << 36 | 702 << 25 | 1403 << 14 | 0x2567,
      path: tablePath((0x10000, 3001), (0x50000, 702), (0x54000, 1403)))
  }

  @Test func fourTablesOf64KSideBySide() throws {
    try expectConcatenated(
      ARMGranule64K.self, inputBits: 44, from: 2, 20003 << 29 | 4403 << 16 | 0xA567,
      path: tablePath((0x10000, 20003), (0x50000, 4403)))
  }
}
