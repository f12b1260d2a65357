/// Where a MIPS processor goes on an exception, as the offset from the base of its vectors.
///
/// The base is 0x8000_0000, and while BEV is set 0xBFC0_0100 on an R3000 and 0xBFC0_0200 on an R4000.
///
/// Source: MIPS R4000 Microprocessor User's Manual, chapter 5, section "Exception Vector Locations"; Kane and Heinrich,
/// "MIPS RISC Architecture", chapter 6, "Exception Vectors".
public enum MIPSVector: UInt8, CodedEnum {
  /// R3000's UTLB miss and R4000's TLB refill: offset 0.
  case refill
  /// R4000's XTLB refill, with 64-bit addressing: offset 0x80.
  case extendedRefill
  /// R3000's general vector: offset 0x80.
  case generalR3000
  /// R4000's general vector: offset 0x180.
  case generalR4000

  /// The offset in bytes.
  public var offset: UInt32 {
    switch self {
    case .refill: 0
    case .extendedRefill, .generalR3000: 0x80
    case .generalR4000: 0x180
    }
  }
}
