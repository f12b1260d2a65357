import MMUCore
import Testing

/// DDI 0487, chapter C5, the TLBI instructions.
@Suite struct ARMInvalidationTests {
  struct Row: InvalidationInstruction, CustomStringConvertible {
    let instruction: ARMInvalidation
    let fates: String
    var description: String { "TLBI \(instruction)" }

    func apply<TLB: InvalidatableTLB>(named: ASID, on tlb: inout TLB) {
      instruction.apply(ARMInvalidationOperand(Residents.gva, asid: named), on: &tlb)
    }
  }

  private static let rows = [
    Row(instruction: .vae1, fates: "gkg kkk"), Row(instruction: .vale1, fates: "gkg kkk"),
    Row(instruction: .vaae1, fates: "ggg kkk"), Row(instruction: .vaale1, fates: "ggg kkk"),
    Row(instruction: .aside1, fates: "gkk gkk"), Row(instruction: .vmalle1, fates: "ggg ggg"),
    Row(instruction: .alle1, fates: "ggg ggg"), Row(instruction: .vmalls12e1, fates: "ggg ggg"),
    Row(instruction: .ipas2e1, fates: "kkk kkk"), Row(instruction: .ipas2le1, fates: "kkk kkk"),
  ]

  @Test func eachDropsWhatTheManualSays() throws {
    for row in Self.rows { try Residents.checkEverywhere(row) }
  }

  /// The lesson of IPAS2E1: alone it leaves a combined entry, with stage 1's invalidation it does not.
  @Test func aChangeOfStage2NeedsBothInvalidations() throws {
    for row in Self.rows {
      let isOfStage2Alone = row.instruction == .ipas2e1 || row.instruction == .ipas2le1
      #expect(row.instruction.needsStage1Invalidation == isOfStage2Alone)
    }
    var owned = try OwnedDirectMappedTLB()
    owned.put(Residents.gva, .kib4, asid: ASID(1), isGlobal: false)
    ARMInvalidation.ipas2e1.apply(ARMInvalidationOperand(rawValue: 0x12345), on: &owned.tlb)
    #expect(owned.holds(Residents.gva, asid: ASID(1)))
    ARMInvalidation.vmalle1.apply(ARMInvalidationOperand(rawValue: 0), on: &owned.tlb)
    #expect(!owned.holds(Residents.gva, asid: ASID(1)))
  }

  @Test func operandsAreReadAsTheManualSays() {
    let upper = ARMInvalidationOperand(rawValue: 0xAB12_0FFF_8123_4567)
    #expect(upper.asid == ASID(0x12) && upper.gva == GVA(0xFFFF_F812_3456_7000))
    #expect(ARMInvalidationOperand(rawValue: 0x0012_F000_0000_0001).gva == GVA(0x1000), "TTL is no address bit")
    #expect(ARMInvalidationOperand(rawValue: 0x1230_0008_0000_0001).gpa == GPA(0x8000_0000_1000))
    for address in [0, 0x7FFF_FFFF_F000, 0xFFFF_8000_0000_0000, 0xFFFF_FFFF_FFFF_F000] as [UInt64] {
      #expect(ARMInvalidationOperand(GVA(address | 0xABC), asid: ASID(0x7F)).gva == GVA(address))
    }
  }
}
