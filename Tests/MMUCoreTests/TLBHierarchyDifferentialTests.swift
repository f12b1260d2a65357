import MMUCore
import MMUReference
import Testing
import Workload

/// Random shapes and random streams, against the reference: every policy, every number of levels, every kind of inclusion, with events,
/// several page sizes, crossings and refusals.
@Suite struct TLBHierarchyDifferentialTests {
  @Test(arguments: 0..<16 as Range<UInt64>) func randomShapesAgree(_ block: UInt64) throws {
    for seed in block * 40..<(block + 1) * 40 {
      var comparison = try TLBComparison(seed: seed)
      let disagreement = comparison.run(words: 700)
      #expect(disagreement == nil, "seed \(seed)")
      if disagreement != nil { return }
    }
  }

  /// Each policy at each level, whatever is around it.
  @Test(arguments: TLBShapeGenerator.policies) func everyPolicyAgreesAtEveryLevelAndInclusion(
    _ policy: ReplacementPolicy
  ) throws {
    for (number, inclusions) in TLBShapeGenerator.inclusions.enumerated() {
      for level in 1...3 {
        let seed = UInt64(1000 + 10 * number + level)
        var comparison = try TLBComparison(
          seed: seed, shape: TLBShapeGenerator.threeLevels(policy, onLevel: level, inclusions))
        #expect(comparison.run(words: 1200) == nil, "\(policy) on level \(level), \(inclusions), seed \(seed)")
      }
    }
  }

  /// More address spaces than tags.
  @Test func tagsAreReusedAsByTheReference() throws {
    var shape = TLBHierarchyShape(tagging: .asids | .vpids | .globalUpperHalf)
    shape.add(TLBArrayShape(level: 1, .both, PageSizeSet(.kib4), TLBGeometry(sets: 1, ways: 4096)))
    var comparison = try TLBComparison(seed: 4, shape: shape)
    let pages: [UInt64] = [0x1000, 0xFFFF_8000_0000_0000]
    for number in 0..<5200 {
      let machine = UInt16(number % 3)
      let asid = ASID(UInt16(number / 3 % 4096))
      var words = [MemoryAccess(.switchMachine(machine)), MemoryAccess(.switchSpace(asid))]
      words += pages.map { MemoryAccess(.load, GVA($0)) }
      #expect(comparison.run(words) == nil, "step \(number)")
    }
    let back = [MemoryAccess(.switchMachine(0)), MemoryAccess(.switchSpace(ASID(0)))]
    #expect(comparison.run(back + pages.map { MemoryAccess(.load, GVA($0)) }) == nil)
  }
}
