/// The VM exit that a fault of EPT causes.
///
/// Source: Intel SDM vol. 3C, sections "EPT-Induced VM Exits" and "Exit Qualification", table "Exit Qualification for EPT
/// Violations".
public struct EPTExit: Equatable, Sendable, BitwiseCopyable {
  /// The basic exit reason.
  public enum Reason: UInt8, CodedEnum {
    /// EPT violation.
    case violation = 48
    /// EPT misconfiguration.
    case misconfiguration = 49
  }

  /// Why.
  public let reason: Reason
  /// The exit qualification; 0 for a misconfiguration, which has none.
  public let qualification: UInt64
  /// The guest-physical address field.
  public let gpa: GPA
  /// The guest linear address field.
  public let gva: GVA

  /// The exit for a fault that an access at `gva` met.
  public init(_ fault: SecondStageFault, gva: GVA, access: GuestAccess, controls: EPTControls) {
    let isMisconfiguration = fault.fault.reason == .reservedBit
    reason = isMisconfiguration ? .misconfiguration : .violation
    qualification =
      isMisconfiguration
      ? 0
      : Self.accessBits(fault, access, controls) | Self.rightsBits(fault.rights, controls)
        | 1 &<< 7 | (fault.isDuringTableWalk ? 0 : 1 &<< 8)
    gpa = fault.gpa
    self.gva = gva
  }

  /// Bits 2:0: read, write, fetch. Setting a bit in an entry both reads and writes, and where EPT keeps A and D so does
  /// every use of one.
  private static func accessBits(
    _ fault: SecondStageFault, _ access: GuestAccess, _ controls: EPTControls
  ) -> UInt64 {
    switch fault.cause {
    case .tableRead: return controls.contains(.accessedDirty) ? 3 : 1
    case .tableWrite: return 3
    case .access: return access.kind == .load ? 1 : access.kind == .store ? 2 : 4
    }
  }

  /// Bits 6:3: what the entries grant to read, write, execute, and with mode-based execute control to execute in user mode.
  private static func rightsBits(_ rights: AccessRights, _ controls: EPTControls) -> UInt64 {
    var bits: UInt64 = 0
    if rights.contains(.read) { bits |= 1 &<< 3 }
    if rights.contains(.write) { bits |= 1 &<< 4 }
    if rights.contains(.execute) { bits |= 1 &<< 5 }
    if rights.contains(.userExecute) && controls.contains(.modeBasedExecute) { bits |= 1 &<< 6 }
    return bits
  }
}
