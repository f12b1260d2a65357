/// The size of a page: a power of two, kept as its binary logarithm.
public struct PageSize: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// The binary logarithm of the size in bytes.
  public var shift: UInt8

  /// A page of 2^`shift` bytes.
  @inlinable @inline(__always)
  public init(shift: UInt8) { self.shift = shift }

  /// 4 KiB: x86's base page.
  @inlinable @inline(__always)
  public static var kib4: PageSize { PageSize(shift: 12) }

  /// 2 MiB: mapped by a page-directory entry with PS set.
  @inlinable @inline(__always)
  public static var mib2: PageSize { PageSize(shift: 21) }

  /// 1 GiB: mapped by a page-directory-pointer-table entry with PS set.
  @inlinable @inline(__always)
  public static var gib1: PageSize { PageSize(shift: 30) }

  /// The size in bytes.
  @inlinable @inline(__always)
  public var byteCount: UInt64 { 1 &<< UInt64(shift) }

  /// Ones in the bits of an address that select a byte of the page.
  @inlinable @inline(__always)
  public var offsetMask: UInt64 { byteCount &- 1 }

  /// Orders by size.
  @inlinable @inline(__always)
  public static func < (left: PageSize, right: PageSize) -> Bool { left.shift < right.shift }
}
