import MMUCore
import MMUReference
import Workload

/// The first stage of VMSAv8-64 with a granule; two of the four roots are TTBR0's and TTBR1's.
struct ARMStage1Subject<Granule: ARMGranule>: FormatSubject {
  typealias Format = ARMStage1<Granule>

  var controls: ARMControls
  let inputWidth: UInt8
  let outputWidth: UInt8
  private let isUpper: Bool

  static var name: String { "arm-\(ARMDescriptorBits.name(Granule.self))" }
  static var addressBits: ClosedRange<Int> { 12...47 }

  init(_ random: inout SplitMix64) {
    var controls = ARMControls(rawValue: UInt16(random.below(32)))
    if random.oneIn(10) { controls |= .lowerDisable }
    if random.oneIn(10) { controls |= .upperDisable }
    self.controls = controls
    inputWidth = ARMDescriptorBits.inputBits(&random)
    outputWidth = ARMDescriptorBits.outputBits(&random)
    isUpper = random.oneIn(2)
  }

  var rules: ARMRules {
    ARMRules(stage1: Granule.self, controls: controls, inputBits: inputWidth, outputBits: outputWidth)
  }

  var rootIndexBits: Int { Int(inputWidth) - Int(Format.pageSize(at: rootLevel).shift) }

  func root(_ tables: [GPA]) -> ARMRoots { ARMRoots(lower: tables[0], upper: tables[1]) }

  func reference(_ memory: ReferenceMemory<GuestPhysical>, _ tables: [GPA]) -> ReferenceARMStage1 {
    ReferenceARMStage1(
      memory: memory, ttbr0: tables[0], ttbr1: tables[1], granule: Granule.pageSize, inputBits: Int(inputWidth),
      outputBits: Int(outputWidth), controls: controls)
  }

  func entry(at level: PageLevel, table: GPA, page: GPA, _ random: inout SplitMix64) -> UInt64 {
    ARMDescriptorBits.entry(Granule.self, at: level, table: table.rawValue, page: page.rawValue, &random)
  }

  func canonical(_ bits: UInt64) -> GVA { GVA(isUpper ? bits | ~((1 << UInt64(inputWidth)) - 1) : bits) }
}
