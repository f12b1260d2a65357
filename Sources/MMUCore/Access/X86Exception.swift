/// What an x86 processor tells its operating system about a ``PageFault``.
public enum X86Exception: Equatable, Sendable, BitwiseCopyable {
  /// #PF with its error code; CR2 holds the address of the access.
  case pageFault(errorCode: X86PageFaultCode, cr2: GVA)

  /// #GP(0): the address of an access was not canonical (a stack-segment access would raise #SS(0) instead), or a privileged
  /// instruction may not do what it was told to.
  case generalProtection

  /// The exception for a fault: total, so that every fault has exactly one.
  ///
  /// A table outside memory is reported as not present: a processor would read whatever the bus answers, which no
  /// manual defines.
  ///
  /// - Parameter controls: those in force. In 32-bit paging ``X86Controls/noExecute`` is not, whatever EFER.NXE says: I/D
  ///   is reported there only with CR4.SMEP.
  ///
  /// Source: Intel SDM vol. 3A, section "Page-Fault Exceptions", figure "Page-Fault Error Code".
  public init(_ fault: PageFault, gva: GVA, access: GuestAccess, controls: X86Controls) {
    if fault.reason == .nonCanonical {
      self = .generalProtection
      return
    }
    var code = X86PageFaultCode.none
    if fault.reason != .notPresent && fault.reason != .tableOutsideMemory { code |= .present }
    if fault.reason == .protectionKey { code |= .protectionKey }
    if fault.reason == .reservedBit { code |= .reservedBit }
    if access.kind == .store { code |= .write }
    if access.privilege == .user { code |= .user }
    let reportsFetches = controls.contains(.noExecute) || controls.contains(.smep)
    if access.kind == .fetch && reportsFetches { code |= .instructionFetch }
    self = .pageFault(errorCode: code, cr2: gva)
  }
}
