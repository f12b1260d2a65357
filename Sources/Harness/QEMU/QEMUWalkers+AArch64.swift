import MMUCore
import MMUReference

extension QEMUWalkers {
  func walk(
    _ access: QEMUCase, _ controls: QEMUAArch64Controls, _ trace: inout GuestWalkTrace
  ) -> QEMUWalkOutcomes {
    let (gva, asked) = (GVA(access.address), GuestAccess(access.kind, access.privilege))
    let core = core(gva, asked, controls, &trace)
    let found = referenceWalker(controls).walk(gva, asked)
    return QEMUWalkOutcomes(core, found) { fault in
      let syndrome = ARMSyndrome(fault, gva: gva, access: asked)
      return .trapped(
        cause: QEMUOracle.significantSyndrome(syndrome.exceptionSyndrome), address: syndrome.address.rawValue)
    } referenceTrap: { fault in
      let syndrome = ReferenceARMSyndrome(fault, gva: gva, access: asked)
      return .trapped(cause: QEMUOracle.significantSyndrome(syndrome.esr), address: syndrome.far)
    }
  }

  private func core(
    _ gva: GVA, _ access: GuestAccess, _ controls: QEMUAArch64Controls, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical> {
    switch controls.granule {
    case .kib4: core(ARMGranule4K.self, gva, access, controls, &trace)
    case .kib16: core(ARMGranule16K.self, gva, access, controls, &trace)
    case .kib64: core(ARMGranule64K.self, gva, access, controls, &trace)
    }
  }

  private func core<Granule: ARMGranule>(
    _ granule: Granule.Type, _ gva: GVA, _ access: GuestAccess, _ controls: QEMUAArch64Controls,
    _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical> {
    let rules = ARMRules(
      stage1: granule, controls: controls.core, inputBits: UInt8(64 - controls.sizeOffset),
      outputBits: UInt8(controls.outputBits))
    // The other register leads to the guest's own tables, where no address of a case goes.
    let roots = ARMRoots(lower: GPA(controls.root), upper: GPA(controls.root))
    let walker = PageWalker<ARMStage1<Granule>>(memory: memory, root: roots, rules: rules)
    return walker.walk(gva, access, observer: &trace)
  }

  private func referenceWalker(_ controls: QEMUAArch64Controls) -> ReferenceARMStage1 {
    ReferenceARMStage1(
      memory: reference, ttbr0: GPA(controls.root), ttbr1: GPA(controls.root),
      granule: PageSize(shift: UInt8(controls.granule.number)), inputBits: 64 - Int(controls.sizeOffset),
      outputBits: controls.outputBits, controls: controls.core)
  }
}

extension QEMUAArch64Controls {
  /// The controls as core and reference take them.
  fileprivate var core: ARMControls {
    var core = ARMControls.none
    if setsAccessFlag { core |= .hardwareAccessFlag }
    if setsDirtyState { core |= .hardwareDirtyState }
    if pan { core |= .privilegedAccessNever }
    if wxn { core |= .writeExecuteNever }
    if ignoresTableLimits { core |= .hierarchicalDisable }
    return core
  }

  /// The size that TCR_EL1.IPS encodes. Source: Arm ARM, TCR_EL1.
  fileprivate var outputBits: Int { [32, 36, 40, 42, 44, 48][Int(min(outputSize, 5))] }
}
