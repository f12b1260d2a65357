import MMUCore
import Testing

/// RISC-V Privileged 1.13, "Supervisor Memory-Management Fence Instruction" and its hypervisor counterparts.
@Suite struct RISCVFenceTests {
  struct Row: InvalidationInstruction, CustomStringConvertible {
    enum Fence: String { case sfenceVMA, hfenceVVMA, hfenceGVMA }
    let fence: Fence
    let hasAddress: Bool
    let hasSpace: Bool
    let fates: String
    var description: String { "\(fence) \(hasAddress ? "rs1" : "x0"), \(hasSpace ? "rs2" : "x0")" }

    func apply<TLB: InvalidatableTLB>(named: ASID, on tlb: inout TLB) {
      let gva = hasAddress ? Residents.gva : nil
      let asid = hasSpace ? named : nil
      switch fence {
      case .sfenceVMA: RISCVFence.sfenceVMA(gva, asid, on: &tlb)
      case .hfenceVVMA: RISCVFence.hfenceVVMA(gva, asid, on: &tlb)
      case .hfenceGVMA: RISCVFence.hfenceGVMA(hasAddress ? GPA(0x1000) : nil, on: &tlb)
      }
    }
  }

  private static let rows = [Row.Fence.sfenceVMA, .hfenceVVMA].flatMap { fence in
    [
      Row(fence: fence, hasAddress: false, hasSpace: false, fates: "ggg ggg"),
      Row(fence: fence, hasAddress: false, hasSpace: true, fates: "gkk gkk"),
      Row(fence: fence, hasAddress: true, hasSpace: false, fates: "ggg kkk"),
      Row(fence: fence, hasAddress: true, hasSpace: true, fates: "gkk kkk"),
    ]
  }

  @Test func firstStageFencesDropWhatTheManualSays() throws {
    for row in Self.rows { try Residents.checkEverywhere(row) }
  }

  /// A combined entry cannot be told to have come through another guest page, so all of them must go.
  @Test func secondStageFencesDropEverything() throws {
    for hasAddress in [false, true] {
      try Residents.checkEverywhere(
        Row(fence: .hfenceGVMA, hasAddress: hasAddress, hasSpace: true, fates: "ggg ggg"))
    }
  }

  @Test func operandsAreReadAsTheManualSays() {
    #expect(RISCVFence.asid(rs2: 0xFFFF_FFFF_FFFF_F123) == ASID(0x123))
    #expect(RISCVFence.gpa(rs1: 0x2000_0400) == GPA(0x8000_1000))
  }
}
