import MMUCore

/// What a hypervisor reads in the VMCB after its nested tables refused an access: #VMEXIT(NPF).
///
/// Source: AMD APM vol. 2, section "Nested versus Guest Page Faults, Fault Ordering".
public struct ReferenceNPTExit: Equatable, Sendable {
  /// EXITINFO1: an error code, and which table was walked.
  public let exitInfo1: UInt64
  /// EXITINFO2: the guest physical address.
  public let exitInfo2: UInt64

  /// The exit for a fault of ``ReferenceNPT``.
  ///
  /// - Parameters:
  ///   - access: what the guest does.
  ///   - isTableAccess: whether the address is that of an entry of the guest's tables.
  ///   - controls: the host's.
  public init(
    _ fault: PageFault, gpa: GPA, access: GuestAccess, isTableAccess: Bool, controls: X86Controls
  ) {
    exitInfo2 = gpa.rawValue
    // U: "nested page table accesses performed by the MMU are treated as user accesses".
    var info: UInt64 = 1 << 2
    // P: "cleared to 0 if the nested page was not present, 1 otherwise".
    if fault.reason == .protection || fault.reason == .reservedBit { info += 1 << 0 }
    // RSV: "set to 1 if reserved bits were set in the corresponding nested page table entry".
    if fault.reason == .reservedBit { info += 1 << 3 }
    if isTableAccess {
      // RW: "host table walks for guest page tables are always treated as data writes."
      info += 1 << 1
      // Bit 33: "set to 1 if nested page fault occurred while translating the guest page tables".
      info += 1 << 33
    } else {
      if access.kind == .store { info += 1 << 1 }
      // ID, as in the error code of a page fault.
      if access.kind == .fetch && (controls.contains(.noExecute) || controls.contains(.smep)) { info += 1 << 4 }
      // Bit 32: "set to 1 if nested page fault occurred while translating the guest's final physical address".
      info += 1 << 32
    }
    exitInfo1 = info
  }
}
