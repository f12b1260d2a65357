/// The mode bits that decide how a MIPS processor sees its address space, with the names of both Status registers.
///
/// Source: MIPS R4000 Microprocessor User's Manual, chapter 5, section "Status Register Modes and Access States"; Kane and
/// Heinrich, "MIPS RISC Architecture", chapter 6, "Status Register".
public struct MIPSStatus: FlagSet {
  /// One bit a mode bit.
  public let rawValue: UInt8

  /// The mode with the given bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// User mode: R3000's KUc, R4000's KSU = 2.
  public static var user: MIPSStatus { MIPSStatus(rawValue: 1) }

  /// Supervisor mode: R4000's KSU = 1. The R3000 has none, and takes it for kernel mode.
  public static var supervisor: MIPSStatus { MIPSStatus(rawValue: 2) }

  /// R4000's EXL: an exception is being handled, in kernel mode; a miss goes to the general vector.
  public static var exceptionLevel: MIPSStatus { MIPSStatus(rawValue: 4) }

  /// R4000's ERL: an error is being handled, in kernel mode; kuseg is not mapped.
  public static var errorLevel: MIPSStatus { MIPSStatus(rawValue: 8) }

  /// R4000's UX, SX or KX, whichever goes with the mode: a miss goes to the XTLB refill vector.
  public static var extendedAddressing: MIPSStatus { MIPSStatus(rawValue: 16) }

  /// Whether EXL or ERL puts an R4000 into kernel mode, whatever KSU says.
  var isInHandler: Bool { intersects(.exceptionLevel | .errorLevel) }
}
