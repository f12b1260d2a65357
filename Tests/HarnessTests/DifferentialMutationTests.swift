import Harness
import MMUCore
import MMUReference
import Testing

/// A comparison is worth what it catches: a reference that is wrong in one thing must be found out.
@Suite struct DifferentialMutationTests {
  private static let accesses = 400_000

  private static let distortions: [@Sendable (X86Configuration) -> X86Configuration] = [
    { flipping($0, .writeProtect) }, { flipping($0, .noExecute) }, { flipping($0, .smep) },
    { flipping($0, .smap) }, { flipping($0, .userKeys) }, { flipping($0, .supervisorKeys) },
    {
      var wrong = $0
      wrong.keys.pkru = ~$0.keys.pkru
      return wrong
    },
    {
      var wrong = $0
      wrong.maxPhysicalAddressBits = $0.maxPhysicalAddressBits == 52 ? 51 : $0.maxPhysicalAddressBits + 1
      return wrong
    },
    {
      var wrong = $0
      wrong.has1GiBPages.toggle()
      return wrong
    },
    {
      var wrong = $0
      wrong.honoursGlobal.toggle()
      return wrong
    },
  ]

  private static func flipping(
    _ configuration: X86Configuration, _ control: X86Controls
  ) -> X86Configuration {
    var wrong = configuration
    wrong.controls = X86Controls(rawValue: configuration.controls.rawValue ^ control.rawValue)
    return wrong
  }

  @Test(arguments: distortions.indices) func aWrongConfigurationIsFound(_ number: Int) throws {
    let report = DistortedWalks.x86Long4(seed: 1, accesses: Self.accesses, Self.distortions[number])
    let text = try #require(report.disagreement)
    #expect(text.hasPrefix("walk/x86-long4, epoch seed "))
    #expect(report.accesses < Self.accesses, "the run ends where it found something")
  }

  @Test(arguments: 0..<5) func aWrongControlOfEPTIsFound(_ bit: UInt8) {
    let report = DistortedWalks.ept(
      seed: 1, accesses: Self.accesses, flipping: EPTControls(rawValue: 1 << bit))
    #expect(report.disagreement != nil)
  }

  @Test(arguments: 0..<5) func aWrongControlOfSv39IsFound(_ bit: UInt8) {
    let report = DistortedWalks.sv39(
      seed: 1, accesses: Self.accesses, flipping: RISCVControls(rawValue: 1 << bit))
    #expect(report.disagreement != nil)
  }

  @Test(arguments: 0..<7) func aWrongControlOfArmIsFound(_ bit: UInt16) {
    let report = DistortedWalks.arm4K(
      seed: 1, accesses: Self.accesses, flipping: ARMControls(rawValue: 1 << bit))
    #expect(report.disagreement != nil)
  }

  private static let shapes: [@Sendable (TLBGeometry) -> TLBGeometry] = [
    { shape($0, policy: $0.policy == .lru ? .fifo : .lru) },
    { shape($0, policy: $0.policy == .fifo ? .random : .fifo) },
    { TLBGeometry(sets: $0.sets, ways: $0.ways, policy: $0.policy, foldsIndex: !$0.foldsIndex) },
    { TLBGeometry(sets: $0.sets * 2, ways: $0.ways, policy: $0.policy, foldsIndex: $0.foldsIndex) },
  ]

  private static func shape(_ geometry: TLBGeometry, policy: ReplacementPolicy) -> TLBGeometry {
    TLBGeometry(sets: geometry.sets, ways: geometry.ways, policy: policy, foldsIndex: geometry.foldsIndex)
  }

  @Test(arguments: shapes.indices) func aWrongShapeIsFound(_ number: Int) throws {
    let report = DifferentialTLB.run(seed: 1, accesses: Self.accesses, distortion: Self.shapes[number])
    #expect(try #require(report.disagreement).hasPrefix("tlb, epoch seed "))
  }

  @Test func aLostInvalidationIsFound() throws {
    let report = DifferentialMMU.runDeafToInvalidations(seed: 1, accesses: Self.accesses)
    #expect(try #require(report.disagreement).hasPrefix("mmu, epoch seed "))
  }

  @Test func aForgottenPageCrossingIsFound() throws {
    let report = DifferentialHierarchy.runForgettingCrossings(seed: 1, accesses: Self.accesses)
    #expect(try #require(report.disagreement).hasPrefix("hierarchy, epoch seed "))
  }
}
