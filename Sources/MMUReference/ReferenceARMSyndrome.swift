import MMUCore

/// What a processor writes to the syndrome registers for a fault: of EL1 for stage 1, of EL2 for stage 2.
///
/// ISV is 0: the instruction, which the syndrome of a stage 2 Data Abort may describe, is not known here.
///
/// Source: Arm ARM (DDI 0487), ESR_ELx "ISS encoding for an exception from a Data Abort" and "… Instruction Abort", FAR_ELx,
/// HPFAR_EL2; pseudocode AArch64.FaultSyndrome, EncodeLDFSC, AArch64.AbortSyndrome.
public struct ReferenceARMSyndrome: Equatable, Sendable {
  /// ESR_EL1 or ESR_EL2.
  public var esr: UInt64
  /// FAR_EL1 or FAR_EL2: the virtual address of the access.
  public var far: UInt64
  /// HPFAR_EL2: bits 47:12 of the intermediate physical address in bits 39:4; 0 for stage 1.
  public var hpfar: UInt64
  /// Whether HPFAR_EL2 is architecturally known: for Translation, Access flag and Address size faults of stage 2, and on a
  /// stage 1 walk for Permission faults too. Elsewhere ``hpfar`` is one of the values that an UNKNOWN register may have.
  public var isHPFARKnown: Bool

  /// The syndrome for a fault.
  public init(_ fault: PageFault, gva: GVA, access: GuestAccess, origin: ReferenceFaultOrigin = .firstStage) {
    far = gva.rawValue
    (hpfar, isHPFARKnown) = (0, false)
    var (isStage2, isOnWalk) = (false, false)
    switch origin {
    case .firstStage: break
    case .secondStage(let ipa):
      (isStage2, hpfar) = (true, Self.hpfar(ipa))
    case .secondStageOfWalk(let ipa, _):
      (isStage2, isOnWalk, hpfar) = (true, true, Self.hpfar(ipa))
    }
    let status = Self.faultStatus(fault)
    if isStage2 { isHPFARKnown = Self.isIPAValid(status, isOnWalk) }
    let ec = Self.exceptionClass(access, isTakenToEL2: isStage2)
    // EC in 31:26, IL in 25, S1PTW in 7, WnR in 6, DFSC or IFSC in 5:0.
    esr = ec * (1 << 26) + (1 << 25) + status
    if isOnWalk { esr += 1 << 7 }
    // "Abort caused by an instruction writing to a memory location": the instruction, whatever its walk did. In an
    // Instruction Abort the bit is RES0.
    if access.kind == .store { esr += 1 << 6 }
  }

  /// From EL0 to EL1, and from either to EL2, is "from a lower Exception level".
  private static func exceptionClass(_ access: GuestAccess, isTakenToEL2: Bool) -> UInt64 {
    let isFromLower = isTakenToEL2 || access.privilege == .user
    if access.kind == .fetch { return isFromLower ? 0x20 : 0x21 }
    return isFromLower ? 0x24 : 0x25
  }

  /// EncodeLDFSC(): the level in bits 1:0.
  ///
  /// An input address out of range is a Translation fault of level 0, wherever the walk would start. The last two cases
  /// are of formats other than Arm's.
  private static func faultStatus(_ fault: PageFault) -> UInt64 {
    let level = 4 - min(max(fault.level.rawValue, 1), 4)
    switch fault.reason {
    case .addressSize: return 0b000000 + level
    case .nonCanonical: return 0b000100
    case .notPresent: return 0b000100 + level
    case .accessFlag: return 0b001000 + level
    case .protection: return 0b001100 + level
    case .tableOutsideMemory: return 0b010100 + level
    case .reservedBit: return 0b000100 + level
    case .protectionKey, .dirtyFlag: return 0b001100 + level
    }
  }

  /// IPAValid().
  private static func isIPAValid(_ status: UInt64, _ isOnWalk: Bool) -> Bool {
    switch status / 4 {
    case 0b0000, 0b0001, 0b0010: true
    case 0b0011: isOnWalk
    default: false
    }
  }

  /// FIPA: bits 47:12 of the intermediate physical address, in HPFAR_EL2[39:4].
  private static func hpfar(_ ipa: GPA) -> UInt64 { ipa.rawValue % (1 << 48) / 4096 * 16 }
}
