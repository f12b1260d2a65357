import MMUCore

/// The error code of a page fault, bullet by bullet.
///
/// Source: Intel SDM vol. 3A, section "Page-Fault Exceptions".
enum ReferencePageFaultCode {
  /// What the guest is told of a fault.
  ///
  /// No manual says what a table outside memory does; it counts as "not present".
  ///
  /// - Parameter reportsFetches: whether the I/D flag is in use.
  static func exception(
    for fault: PageFault, _ gva: GVA, _ access: GuestAccess, reportsFetches: Bool
  ) -> X86Exception {
    if fault.reason == .nonCanonical { return .generalProtection }
    var code: UInt32 = 0
    // P: "0 if there is no translation for the linear address because the P flag was 0 in one of the … entries".
    if fault.reason != .notPresent && fault.reason != .tableOutsideMemory { code += 1 }
    // W/R, U/S
    if access.kind == .store { code += 2 }
    if access.privilege == .user { code += 4 }
    // RSVD
    if fault.reason == .reservedBit { code += 8 }
    // I/D
    if access.kind == .fetch && reportsFetches { code += 16 }
    // PK
    if fault.reason == .protectionKey { code += 32 }
    return .pageFault(errorCode: X86PageFaultCode(rawValue: code), cr2: gva)
  }
}
