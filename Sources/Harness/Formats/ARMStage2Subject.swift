import MMUCore
import MMUReference
import Workload

/// The second stage of VMSAv8-64 with a granule, with up to 16 tables side by side as the root where that is possible.
struct ARMStage2Subject<Granule: ARMGranule>: FormatSubject {
  typealias Format = ARMStage2<Granule>

  var controls: ARMControls
  let inputWidth: UInt8
  let outputWidth: UInt8
  private let startLevel: PageLevel

  static var name: String { "arm-s2-\(ARMDescriptorBits.name(Granule.self))" }
  static var addressBits: ClosedRange<Int> { 12...47 }

  init(_ random: inout SplitMix64) {
    controls = ARMControls(rawValue: random.pick([0, 1, 3, 128, 129, 131]))
    inputWidth = ARMDescriptorBits.inputBits(&random)
    outputWidth = ARMDescriptorBits.outputBits(&random)
    let usual = Format.rootLevel(ARMRules(stage2: Granule.self, controls: controls, inputBits: inputWidth))
    let bitsLeft = Int(inputWidth) - Int(Format.pageSize(at: usual).shift)
    let mayConcatenate = bitsLeft <= 4 && usual > PageLevel(2)
    startLevel = mayConcatenate && random.oneIn(2) ? usual.below : usual
  }

  var rules: ARMRules {
    ARMRules(
      stage2: Granule.self, controls: controls, inputBits: inputWidth, outputBits: outputWidth,
      startLevel: startLevel)
  }

  var rootIndexBits: Int { Int(inputWidth) - Int(Format.pageSize(at: rootLevel).shift) }

  func root(_ tables: [HPA]) -> HPA { tables[0] }

  func reference(_ memory: ReferenceMemory<HostPhysical>, _ tables: [HPA]) -> ReferenceARMStage2 {
    ReferenceARMStage2(
      memory: memory, root: tables[0], granule: Granule.pageSize, inputBits: Int(inputWidth),
      outputBits: Int(outputWidth), startLevelARM: 4 - Int(rootLevel.rawValue), controls: controls)
  }

  func entry(at level: PageLevel, table: HPA, page: HPA, _ random: inout SplitMix64) -> UInt64 {
    ARMDescriptorBits.entry(Granule.self, at: level, table: table.rawValue, page: page.rawValue, &random)
  }

  func canonical(_ bits: UInt64) -> GPA { GPA(bits) }
}
