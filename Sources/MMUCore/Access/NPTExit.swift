/// The #VMEXIT(NPF) that a fault of nested page tables causes.
///
/// Source: AMD APM vol. 2 (24593), section "Nested Table Walk" and "Nested versus Guest Page Faults, Fault Ordering".
public struct NPTExit: Equatable, Sendable, BitwiseCopyable {
  /// EXITINFO1: a page-fault error code, and bit 32 for the guest's final address or bit 33 for one of its tables.
  public let information: UInt64
  /// EXITINFO2.
  public let gpa: GPA

  /// The exit for a fault that an access met, under the host's controls.
  public init(_ fault: SecondStageFault, access: GuestAccess, hostControls: X86Controls) {
    // Every access is a user's to nested tables, and reading the guest's tables counts as writing them.
    let kind: AccessKind = fault.isDuringTableWalk ? .store : access.kind
    let reason: PageFault.Reason = fault.fault.reason == .nonCanonical ? .notPresent : fault.fault.reason
    let asPageFault = X86Exception(
      PageFault(reason, at: fault.fault.level), gva: GVA(fault.gpa.rawValue), access: GuestAccess(kind, .user),
      controls: hostControls)
    var code: UInt64 = 0
    if case .pageFault(let errorCode, _) = asPageFault { code = UInt64(errorCode.rawValue) }
    information = code | (fault.isDuringTableWalk ? 1 &<< 33 : 1 &<< 32)
    gpa = fault.gpa
  }
}
