/// A 4 KiB frame of one address space, numbered from zero.
public struct FrameNumber<Space: AddressSpace>: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// The frame's number: its first address divided by 4096.
  public var rawValue: UInt64

  /// The frame numbered `rawValue`.
  @inlinable @inline(__always)
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// The frame's first address.
  @inlinable @inline(__always)
  public var address: Address<Space> { Address(rawValue &<< PageSize.kib4.shift) }

  /// The frame `count` frames further on.
  @inlinable @inline(__always)
  public func advanced(by count: UInt64) -> FrameNumber { FrameNumber(rawValue &+ count) }

  /// Orders by position in the space.
  @inlinable @inline(__always)
  public static func < (left: FrameNumber, right: FrameNumber) -> Bool { left.rawValue < right.rawValue }
}
