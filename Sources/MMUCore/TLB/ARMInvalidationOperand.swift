/// The register that a TLBI instruction is given.
///
/// ```text
///  63 ....... 48   47 ... 44   43 ............ 0
///  ASID            TTL         VA[55:12], or IPA[55:12]
/// ```
///
/// Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapter C5, section "A64 System instructions
/// for TLB maintenance".
public struct ARMInvalidationOperand: Equatable, Sendable, BitwiseCopyable {
  /// The register.
  public let rawValue: UInt64

  /// The operand in a register.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The operand that names an address in an address space.
  public init(_ gva: GVA, asid: ASID = ASID(0)) {
    rawValue = UInt64(asid.rawValue & 0xFF) &<< 48 | (gva.rawValue &>> 12) & 0xFFF_FFFF_FFFF
  }

  /// The virtual address, whose bits 63:56 repeat bit 55, which chooses the range.
  public var gva: GVA { GVA(UInt64(bitPattern: Int64(bitPattern: rawValue &<< 20) &>> 8)) }

  /// The intermediate physical address.
  public var gpa: GPA { GPA((rawValue & 0xFFF_FFFF_FFFF) &<< 12) }

  /// The address space: eight bits, as with TCR_EL1.AS = 0. Sixteen would not fit into an ``ASID``.
  public var asid: ASID { ASID(UInt16(truncatingIfNeeded: rawValue &>> 48) & 0xFF) }
}
