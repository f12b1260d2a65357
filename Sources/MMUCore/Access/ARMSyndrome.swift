/// What AArch64 reports for a fault of address translation.
///
/// Source: Arm ARM (DDI 0487), chapter D24: ESR_ELx, "ISS encoding for an exception from a Data Abort" and "… from an
/// Instruction Abort", FAR_ELx, HPFAR_EL2.
public struct ARMSyndrome: Equatable, Sendable, BitwiseCopyable {
  /// ESR_EL1, or ESR_EL2 for a fault of the second stage, without the instruction's own details (ISV = 0).
  public let exceptionSyndrome: UInt64
  /// FAR.
  public let address: GVA
  /// HPFAR_EL2: bits 47:12 of the intermediate physical address in bits 39:4; 0 for a fault of the first stage.
  public let intermediateAddress: UInt64

  /// The syndrome at EL1 for a fault of the first stage.
  public init(_ fault: PageFault, gva: GVA, access: GuestAccess) {
    let isSameLevel = access.privilege == .supervisor
    exceptionSyndrome = Self.encode(fault, access.kind, isSameLevel: isSameLevel, isTableWalk: false)
    address = gva
    intermediateAddress = 0
  }

  /// The syndrome at EL2 for a fault of the second stage.
  public init(_ fault: SecondStageFault, gva: GVA, access: GuestAccess) {
    exceptionSyndrome = Self.encode(
      fault.fault, access.kind, isSameLevel: false, isTableWalk: fault.isDuringTableWalk)
    address = gva
    intermediateAddress = (fault.gpa.rawValue & ARMBit.address) &>> 8
  }

  /// EC in bits 31:26, IL in bit 25, S1PTW in bit 7, WnR in bit 6, the status code in bits 5:0.
  ///
  /// WnR is about the instruction ("abort caused by an instruction writing to a memory location"), whatever its walk did.
  private static func encode(
    _ fault: PageFault, _ kind: AccessKind, isSameLevel: Bool, isTableWalk: Bool
  ) -> UInt64 {
    let exceptionClass: UInt64 = (kind == .fetch ? 0x20 : 0x24) | (isSameLevel ? 1 : 0)
    let writeNotRead: UInt64 = kind == .store ? 1 &<< 6 : 0
    let specific = (isTableWalk ? 1 &<< 7 : 0) | writeNotRead | statusCode(of: fault)
    return exceptionClass &<< 26 | 1 &<< 25 | specific
  }

  /// DFSC or IFSC: the kind of fault and Arm's level, which counts from the root.
  private static func statusCode(of fault: PageFault) -> UInt64 {
    let level = (4 &- fault.level.rawValue) & 3
    switch fault.reason {
    case .addressSize: return 0b00_0000 | level
    case .notPresent, .reservedBit: return 0b00_0100 | level
    case .nonCanonical: return 0b00_0100
    case .accessFlag: return 0b00_1000 | level
    case .protection, .protectionKey, .dirtyFlag: return 0b00_1100 | level
    case .tableOutsideMemory: return 0b01_0100 | level
    }
  }
}
