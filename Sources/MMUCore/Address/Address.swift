/// A byte address in one address space.
///
/// Any 64-bit value is an address; whether it is canonical or backed by memory is for a format or a memory to say.
public struct Address<Space: AddressSpace>: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// The address in bytes.
  public var rawValue: UInt64

  /// The address of the byte numbered `rawValue`.
  @inlinable @inline(__always)
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// The frame that holds this address.
  @inlinable @inline(__always)
  public var frame: FrameNumber<Space> { FrameNumber(rawValue &>> PageSize.kib4.shift) }

  /// The distance in bytes from the start of the page of the given size.
  @inlinable @inline(__always)
  public func offset(in size: PageSize) -> UInt64 { rawValue & size.offsetMask }

  /// The first address of the page of the given size that holds this address.
  @inlinable @inline(__always)
  public func aligned(to size: PageSize) -> Address { Address(rawValue & ~size.offsetMask) }

  /// The address `byteCount` bytes further on, modulo 2⁶⁴ as hardware adds.
  @inlinable @inline(__always)
  public func advanced(by byteCount: UInt64) -> Address { Address(rawValue &+ byteCount) }

  /// Orders by position in the space.
  @inlinable @inline(__always)
  public static func < (left: Address, right: Address) -> Bool { left.rawValue < right.rawValue }
}
