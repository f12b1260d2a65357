import MMUCore
import MMUReference

extension QEMUWalkers {
  func walk(
    _ access: QEMUCase, _ controls: QEMURISCVControls, _ trace: inout GuestWalkTrace
  ) -> QEMUWalkOutcomes {
    let (gva, asked) = (GVA(access.address), GuestAccess(access.kind, access.privilege))
    let (core, found) = walks(gva, asked, controls, &trace)
    return QEMUWalkOutcomes(core, found) { fault in
      let trap = RISCVTrap(fault, gva: gva, access: asked)
      return .trapped(cause: trap.cause, address: trap.value.rawValue)
    } referenceTrap: { fault in
      let trap = ReferenceRISCVTrap(fault, gva: gva, access: asked)
      return .trapped(cause: trap.cause, address: trap.stval)
    }
  }

  private func walks(
    _ gva: GVA, _ access: GuestAccess, _ controls: QEMURISCVControls, _ trace: inout GuestWalkTrace
  ) -> (WalkOutcome<GuestPhysical>, ReferenceWalkResult<GuestPhysical>) {
    let root = GPA(controls.root)
    let status = status(controls)
    switch controls.levels {
    case 3:
      let found = ReferenceRISCVSv39(memory: reference, root: root, controls: status).walk(gva, access)
      return (core(RISCVSv39.self, gva, access, root, status, &trace), found)
    case 4:
      let found = ReferenceRISCVSv48(memory: reference, root: root, controls: status).walk(gva, access)
      return (core(RISCVSv48.self, gva, access, root, status, &trace), found)
    default:
      let found = ReferenceRISCVSv57(memory: reference, root: root, controls: status).walk(gva, access)
      return (core(RISCVSv57.self, gva, access, root, status, &trace), found)
    }
  }

  private func core<Format: RISCVFormat>(
    _ format: Format.Type, _ gva: GVA, _ access: GuestAccess, _ root: GPA, _ status: RISCVControls,
    _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>
  where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
    let walker = PageWalker<Format>(memory: memory, root: root, rules: RISCVRules(controls: status))
    return walker.walk(gva, access, observer: &trace)
  }

  /// QEMU 7.2 always sets A and D, as with Svadu.
  private func status(_ controls: QEMURISCVControls) -> RISCVControls {
    var status = RISCVControls.hardwareAccessedDirty
    if controls.sum { status |= .supervisorUserMemory }
    if controls.mxr { status |= .makeExecutableReadable }
    if batch.extensions.contains("svnapot") { status |= .napot }
    if batch.extensions.contains("svpbmt") { status |= .pageBasedMemoryTypes }
    return status
  }
}
