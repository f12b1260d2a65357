/// The error code that an x86 page fault pushes.
///
/// Source: Intel SDM vol. 3A, section "Page-Fault Exceptions", figure "Page-Fault Error Code".
public struct X86PageFaultCode: FlagSet {
  /// The error code as it is pushed.
  public let rawValue: UInt32

  /// The code with the given bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// P (bit 0): the fault was caused by rights or a reserved bit, not by an absent page.
  public static var present: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 0) }

  /// W/R (bit 1): the access was a write.
  public static var write: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 1) }

  /// U/S (bit 2): the access was made in user mode.
  public static var user: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 2) }

  /// RSVD (bit 3): an entry on the path had a reserved bit set.
  public static var reservedBit: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 3) }

  /// I/D (bit 4): the access was an instruction fetch; set only when EFER.NXE or CR4.SMEP is 1.
  public static var instructionFetch: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 4) }

  /// PK (bit 5): the protection key of the page forbids the access, whatever else may forbid it.
  public static var protectionKey: X86PageFaultCode { X86PageFaultCode(rawValue: 1 << 5) }
}
