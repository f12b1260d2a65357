import MMUCore
import MMUReference

extension QEMUWalkers {
  func walk(
    _ access: QEMUCase, _ controls: QEMUX86Controls, _ trace: inout GuestWalkTrace
  ) -> QEMUWalkOutcomes {
    let gva = GVA(access.address)
    let asked = GuestAccess(access.kind, access.privilege, overridesSMAP: controls.ac)
    let configuration = controls.configuration(batch.guest)
    let (root, rules) = (GPA(controls.root), configuration.rules)
    let walker = ReferenceX86Long(
      memory: reference, root: root, levels: controls.levels, configuration: configuration)
    let core =
      controls.levels == 5
      ? PageWalker<X86Long5>(memory: memory, root: root, rules: rules).walk(gva, asked, observer: &trace)
      : PageWalker<X86Long4>(memory: memory, root: root, rules: rules).walk(gva, asked, observer: &trace)
    return QEMUWalkOutcomes(core, walker.walk(gva, asked)) { fault in
      X86Exception(fault, gva: gva, access: asked, controls: configuration.controls).qemuTrap
    } referenceTrap: {
      walker.exception(for: $0, gva, asked).qemuTrap
    }
  }
}

extension QEMUX86Controls {
  /// `-cpu max` has 1 GiB pages.
  fileprivate func configuration(_ guest: QEMUGuest) -> X86Configuration {
    var core = X86Controls.none
    if wp { core |= .writeProtect }
    if nxe { core |= .noExecute }
    if smep { core |= .smep }
    if smap { core |= .smap }
    if pke { core |= .userKeys }
    return X86Configuration(
      controls: core, maxPhysicalAddressBits: UInt8(guest.physicalAddressBits), has1GiBPages: true,
      honoursGlobal: pge, keys: X86ProtectionKeys(pkru: pkru))
  }
}

extension X86Exception {
  /// Vector and error code as the guest reports them, and CR2 where it means something.
  fileprivate var qemuTrap: QEMUExpectation.Outcome {
    switch self {
    case .generalProtection: .trapped(cause: 13 << 32, address: 0)
    case .pageFault(let code, let cr2): .trapped(cause: 14 << 32 | UInt64(code.rawValue), address: cr2.rawValue)
    }
  }
}
