/// The 16 bytes in memory that INVPCID reads: PCID in bits 11:0, zeroes up to bit 63, and an address in bits 127:64.
///
/// Source: Intel SDM vol. 2A, "INVPCID—Invalidate Process-Context Identifier", figure "INVPCID Descriptor".
public struct X86INVPCIDDescriptor: Equatable, Sendable, BitwiseCopyable {
  /// Bits 63:0.
  public let low: UInt64
  /// Bits 127:64, the linear address: all of them, outside 64-bit mode as well.
  public let gva: GVA

  /// A descriptor of these halves.
  public init(low: UInt64, gva: GVA) {
    self.low = low
    self.gva = gva
  }

  /// The PCID.
  public var pcid: ASID { ASID(UInt16(truncatingIfNeeded: low)) }

  /// Whether any of bits 63:12, which must be zero, is set.
  public var hasReservedBits: Bool { low &>> 12 != 0 }
}
