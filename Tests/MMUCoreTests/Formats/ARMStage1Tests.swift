import MMUCore
import Testing
import Workload

/// Arm ARM (DDI 0487), chapter D8, sections "Translation granules", "Translation table descriptor formats" and "The
/// Contiguous bit".
@Suite struct ARMStage1Tests {
  static let granule4K = ARMStage1Golden<ARMGranule4K>(
    gva: GVA(100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: GPA((0x34_5678 << 4 | 403 & 15) << 12),
    path: tablePath((0x10000, 100), (0x12000, 201), (0x13000, 302), (0x14000, 403)), shifts: [1: 12, 2: 21, 3: 30],
    groups: [1: 16, 2: 25, 3: 34])

  static let granule16K = ARMStage1Golden<ARMGranule16K>(
    gva: GVA(1 << 47 | 1001 << 36 | 702 << 25 | 1403 << 14 | 0x2567), target: GPA((0x2_3456 << 7 | 1403 & 127) << 14),
    path: tablePath((0x10000, 1), (0x18000, 1001), (0x1C000, 702), (0x20000, 1403)), shifts: [1: 14, 2: 25],
    groups: [1: 21, 2: 30])

  static let granule64K = ARMStage1Golden<ARMGranule64K>(
    gva: GVA(37 << 42 | 5003 << 29 | 4403 << 16 | 0xA567), target: GPA((0x1_2345 << 5 | 4403 & 31) << 16),
    path: tablePath((0x10000, 37), (0x30000, 5003), (0x40000, 4403)), shifts: [1: 16, 2: 29], groups: [1: 21, 2: 34])

  @Test func goldenCasesOf4K() throws { try Self.granule4K.everything() }

  @Test func goldenCasesOf16K() throws { try Self.granule16K.everything() }

  @Test func goldenCasesOf64K() throws { try Self.granule64K.everything() }

  /// Fewer bits begin lower, with a smaller first table: 25 bits of 4 KiB at Arm's level 2 with 16 entries.
  @Test func narrowRangesBeginLower() throws {
    let rules = ARMRules(stage1: ARMGranule4K.self, controls: .none, inputBits: 25)
    let gva = GVA(13 << 21 | 403 << 12 | 0x567)
    let ladder = try FormatLadder<ARMStage1Encoding<ARMGranule4K>>(
      gva, to: GPA(0x5678_9000), .kib4, .userTouched, rules: rules)
    #expect(ladder.path == tablePath((0x10000, 13), (0x12000, 403)))
    #expect(try ladder.translation().address == GPA(0x5678_9567))
    for bit in 25..<64 {
      #expect(ladder.walk(at: GVA(gva.rawValue | 1 << UInt64(bit))) == ladder.fault(.nonCanonical, 2), "bit \(bit)")
    }
    ladder.memory.store(ladder.built[0], at: GPA(0x11000 + 13 * 8))
    #expect(try ladder.translation(at: GVA(gva.rawValue | ~0 << 25)).address == GPA(0x5678_9567))
  }

  @Test func thirtyNineBitsHaveThreeLevels() throws {
    let rules = ARMRules(stage1: ARMGranule4K.self, controls: .none, inputBits: 39)
    let gva = GVA(401 << 30 | 302 << 21 | 403 << 12)
    let ladder = try FormatLadder<ARMStage1Encoding<ARMGranule4K>>(gva, to: GPA(0x5678_9000), rules: rules)
    #expect(ladder.path == tablePath((0x10000, 401), (0x12000, 302), (0x13000, 403)))
  }

  /// 36 bits of 16 KiB: bits 35:25 at Arm's level 2. 30 bits of 64 KiB: one bit at Arm's level 2.
  @Test func narrowRangesOfLargeGranules() throws {
    let rules16 = ARMRules(stage1: ARMGranule16K.self, controls: .none, inputBits: 36)
    let ladder16 = try FormatLadder<ARMStage1Encoding<ARMGranule16K>>(
      GVA(2001 << 25 | 1403 << 14), to: GPA(0), rules: rules16)
    #expect(ladder16.path == tablePath((0x10000, 2001), (0x18000, 1403)))
    let rules64 = ARMRules(stage1: ARMGranule64K.self, controls: .none, inputBits: 30)
    let ladder64 = try FormatLadder<ARMStage1Encoding<ARMGranule64K>>(
      GVA(1 << 29 | 4403 << 16), to: GPA(0), rules: rules64)
    #expect(ladder64.path == tablePath((0x10000, 1), (0x30000, 4403)))
  }
}
