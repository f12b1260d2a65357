/// The tag that tells one address space's TLB entries from another's: a 12-bit number, as x86's PCID.
public struct ASID: Equatable, Sendable, BitwiseCopyable {
  /// The number, 0 to 4095.
  public let rawValue: UInt16

  /// The address space with a number; bits above the twelfth are dropped.
  @inlinable @inline(__always)
  public init(_ number: UInt16) { rawValue = number & 0xFFF }
}
