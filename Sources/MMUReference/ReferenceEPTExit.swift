import MMUCore

/// What a hypervisor reads in the VMCS after its EPT refused an access.
///
/// Source: Intel SDM vol. 3C, section "Basic VM-Exit Information", table "Exit Qualification for EPT Violations"; appendix
/// "VMX Basic Exit Reasons".
public struct ReferenceEPTExit: Equatable, Sendable {
  /// The basic exit reason: 48 for an EPT violation, 49 for an EPT misconfiguration.
  public let exitReason: UInt32
  /// The exit qualification; 0 for a misconfiguration, which has none.
  public let exitQualification: UInt64
  /// The guest-physical address whose access caused the exit.
  public let guestPhysicalAddress: GPA
  /// The guest-linear address, if that field is valid.
  public let guestLinearAddress: GVA?

  /// The exit for a fault of ``ReferenceEPT``.
  ///
  /// - Parameters:
  ///   - access: the access that EPT refused: the guest's own, or the one to an entry of its tables.
  ///   - isTableAccess: whether the address is that of an entry of the guest's tables.
  ///   - gva: the address that the guest is translating; `nil` for a load of PDPTEs, which has none.
  ///   - rights: the AND of the rights of the entries on the path; counts only if all of them are present.
  public init(
    _ fault: PageFault, gpa: GPA, access: GuestAccess, isTableAccess: Bool, gva: GVA?, rights: AccessRights,
    controls: EPTControls
  ) {
    guestPhysicalAddress = gpa
    if fault.reason == .reservedBit {
      (exitReason, exitQualification, guestLinearAddress) = (49, 0, nil)
      return
    }
    exitReason = 48
    guestLinearAddress = gva
    exitQualification =
      Self.accessBits(access, isTableAccess, controls)
      + (fault.reason == .protection ? Self.rightsBits(rights, controls) : 0)
      // Bit 7: "Set if the guest linear-address field is valid."
      + (gva == nil ? 0 : 1 << 7)
      // Bit 8: "If bit 7 is 1: set if the access … is to a guest-physical address that is the translation of a linear
      // address; clear if [it] is to a paging-structure entry as part of a page walk or the update of an accessed or
      // dirty bit."
      + (gva == nil || isTableAccess ? 0 : 1 << 8)
  }

  /// Bits 2:0: read, write, fetch. "If accessed and dirty flags for EPT are enabled, processor accesses to guest
  /// paging-structure entries are treated as writes …, the processor sets both bit 0 and bit 1." Without them, the update of
  /// an accessed or dirty bit in a guest's entry is one locked read-modify-write, and processors set both as well (tested
  /// so by kvm-unit-tests' `x86/vmx_tests.c`, "paddr" tests with A/D disabled).
  private static func accessBits(_ access: GuestAccess, _ isTableAccess: Bool, _ controls: EPTControls) -> UInt64 {
    if isTableAccess && (access.kind == .store || controls.contains(.accessedDirty)) { return 0b011 }
    switch access.kind {
    case .load: return 0b001
    case .store: return 0b010
    case .fetch: return 0b100
    }
  }

  /// Bits 6:3: readable, writable, executable. Bit 6, for user-mode linear addresses, is undefined without mode-based
  /// execute control; it is 0 here.
  private static func rightsBits(_ rights: AccessRights, _ controls: EPTControls) -> UInt64 {
    var bits: UInt64 = 0
    if rights.contains(.read) { bits += 1 << 3 }
    if rights.contains(.write) { bits += 1 << 4 }
    if rights.contains(.execute) { bits += 1 << 5 }
    if controls.contains(.modeBasedExecute) && rights.contains(.userExecute) { bits += 1 << 6 }
    return bits
  }
}
