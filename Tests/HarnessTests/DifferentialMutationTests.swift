import Harness
import MMUCore
import MMUReference
import Testing

/// A comparison is worth what it catches: a reference that is wrong in one thing must be found out.
@Suite struct DifferentialMutationTests {
  private static let accesses = 400_000

  private static let distortions: [@Sendable (X86Configuration) -> X86Configuration] = [
    { flipping($0, .writeProtect) }, { flipping($0, .noExecute) }, { flipping($0, .smep) },
    { flipping($0, .smap) },
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
    let report = DifferentialWalk.run(
      seed: 1, accesses: Self.accesses, distortion: Self.distortions[number])
    let text = try #require(report.disagreement)
    #expect(text.hasPrefix("walk, epoch seed "))
    #expect(report.accesses < Self.accesses, "the run ends where it found something")
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
