import MMUCore
import MMUReference

/// The RISC-V references, which are all made alike.
protocol RISCVReference: ReferencePaging {
  init(memory: ReferenceMemory<Output>, root: Address<Output>, controls: RISCVControls)
}

extension ReferenceRISCVSv32: RISCVReference {}
extension ReferenceRISCVSv39: RISCVReference {}
extension ReferenceRISCVSv48: RISCVReference {}
extension ReferenceRISCVSv57: RISCVReference {}
extension ReferenceRISCVSv32x4: RISCVReference {}
extension ReferenceRISCVSv39x4: RISCVReference {}
extension ReferenceRISCVSv48x4: RISCVReference {}
extension ReferenceRISCVSv57x4: RISCVReference {}
