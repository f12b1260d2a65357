import MMUCore
import MMUReference

/// Every fault, at every level, of every access, for every cause: what the core says that software is told, against the
/// reference.
struct ExitMatrix {
  private static let addresses: [UInt64] = [0, 3, 0x1238, 0x0000_7FFF_FFFF_FFF8]
  private static let gva = GVA(0xFFFF_9234_4060_3ABC)
  private static let causes: [SecondStageFault.Cause] = [.tableRead, .tableWrite, .access]

  private var tally = MatrixTally()

  /// Compares all.
  static func run() -> MatrixReport {
    var matrix = ExitMatrix()
    for reason in MatrixNames.reasons {
      // Arm's levels and RISC-V's, of which only the fifth is no level of Arm.
      for level in 1...5 as ClosedRange<UInt64> {
        for access in GuestAccess.everyClass { matrix.examine(PageFault(reason, at: PageLevel(level)), access) }
      }
    }
    return MatrixReport("what software is told", matrix.tally) { "\(MatrixNames.reasons[$0])" }
  }

  private mutating func examine(_ fault: PageFault, _ access: GuestAccess) {
    check(fault, access, "RISC-V, first stage") {
      let told = RISCVTrap(fault, gva: Self.gva, access: access)
      return Self.agree(told, ReferenceRISCVTrap(fault, gva: Self.gva, access: access))
    }
    if fault.level.rawValue <= 4 {
      check(fault, access, "AArch64, first stage") {
        let told = ARMSyndrome(fault, gva: Self.gva, access: access)
        return Self.agree(told, ReferenceARMSyndrome(fault, gva: Self.gva, access: access))
      }
    }
    for cause in Self.causes {
      for address in Self.addresses { examineSecondStage(fault, access, cause, GPA(address)) }
    }
  }

  private mutating func examineSecondStage(
    _ fault: PageFault, _ access: GuestAccess, _ cause: SecondStageFault.Cause, _ gpa: GPA
  ) {
    let rights: [AccessRights] =
      fault.reason == .protection ? (0..<32).map { AccessRights(rawValue: $0) } : [AccessRights.none]
    for rights in rights {
      let second = SecondStageFault(fault, gpa: gpa, cause: cause, rights: rights)
      examineIntel(second, access)
    }
    let second = SecondStageFault(fault, gpa: gpa, cause: cause, rights: .none)
    examineAMD(second, access)
    let origin = Self.origin(of: second)
    for (size, bits) in [(EntrySize.bytes8, 64), (.bytes4, 32)] {
      check(fault, access, "RISC-V, \(cause), \(bits)-bit entries, \(gpa.hexadecimal)") {
        let wanted = ReferenceRISCVTrap(fault, gva: Self.gva, access: access, origin: origin, entryBits: bits)
        return Self.agree(RISCVTrap(second, gva: Self.gva, access: access, entrySize: size), wanted)
      }
    }
    guard fault.level.rawValue <= 4 else { return }
    check(fault, access, "AArch64, \(cause), \(gpa.hexadecimal)") {
      let wanted = ReferenceARMSyndrome(fault, gva: Self.gva, access: access, origin: origin)
      return Self.agree(ARMSyndrome(second, gva: Self.gva, access: access), wanted)
    }
  }

  private mutating func examineIntel(_ second: SecondStageFault, _ access: GuestAccess) {
    for number in 0..<4 as Range<UInt8> {
      let controls = EPTControls(rawValue: number)
      check(second.fault, access, "EPT, \(second.cause), controls \(number), rights \(second.rights.rawValue)") {
        let told = EPTExit(second, gva: Self.gva, access: access, controls: controls)
        let wanted = ReferenceEPTExit(
          second.fault, gpa: second.gpa, access: Self.refused(second, access),
          isTableAccess: second.isDuringTableWalk, gva: Self.gva, rights: second.rights, controls: controls)
        return UInt32(told.reason.rawValue) == wanted.exitReason && told.qualification == wanted.exitQualification
          && told.gpa == wanted.guestPhysicalAddress
          && (wanted.guestLinearAddress == nil || told.gva == wanted.guestLinearAddress)
      }
    }
  }

  private mutating func examineAMD(_ second: SecondStageFault, _ access: GuestAccess) {
    // No nested table faults so: there are no keys in them, and its flags are always set.
    let impossible: [PageFault.Reason] = [.protectionKey, .accessFlag, .dirtyFlag, .addressSize]
    if impossible.contains(second.fault.reason) { return }
    for number in 0..<16 as Range<UInt8> {
      let controls = X86Controls(rawValue: number)
      check(second.fault, access, "NPT, \(second.cause), controls \(number)") {
        let told = NPTExit(second, access: access, hostControls: controls)
        let wanted = ReferenceNPTExit(
          second.fault, gpa: second.gpa, access: Self.refused(second, access),
          isTableAccess: second.isDuringTableWalk, controls: controls)
        return told.information == wanted.exitInfo1 && told.gpa.rawValue == wanted.exitInfo2
      }
    }
  }

  /// The access that the second stage refused.
  private static func refused(_ fault: SecondStageFault, _ access: GuestAccess) -> GuestAccess {
    switch fault.cause {
    case .access: access
    case .tableRead: GuestAccess(.load, .supervisor)
    case .tableWrite: GuestAccess(.store, .supervisor)
    }
  }

  private static func origin(of fault: SecondStageFault) -> ReferenceFaultOrigin {
    switch fault.cause {
    case .access: .secondStage(fault.gpa)
    case .tableRead: .secondStageOfWalk(fault.gpa, isUpdate: false)
    case .tableWrite: .secondStageOfWalk(fault.gpa, isUpdate: true)
    }
  }

  private static func agree(_ told: RISCVTrap, _ wanted: ReferenceRISCVTrap) -> Bool {
    told.cause == wanted.cause && told.value.rawValue == wanted.stval && told.guestValue == wanted.htval
      && told.instruction == wanted.htinst
  }

  private static func agree(_ told: ARMSyndrome, _ wanted: ReferenceARMSyndrome) -> Bool {
    told.exceptionSyndrome == wanted.esr && told.address.rawValue == wanted.far
      && told.intermediateAddress == wanted.hpfar
  }

  private mutating func check(_ fault: PageFault, _ access: GuestAccess, _ what: String, _ agrees: () -> Bool) {
    tally.count(fault: MatrixNames.number(of: fault.reason))
    if tally.difference != nil || agrees() { return }
    tally.disagree("\(what): \(fault.reason) at level \(fault.level.rawValue), \(access.text)", chunk: 0)
  }
}
