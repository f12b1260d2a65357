/// One access of a trace, in one word: what a TLB simulation reads by the hundred million.
///
/// ```text
///  63 ............................. 7      6       5 .. 2    1 .. 0
///  canonical virtual address << 7       crosses      0        kind
/// ```
public struct MemoryAccess: Equatable, Sendable, BitwiseCopyable {
  /// The packed word.
  public let rawValue: UInt64

  /// Set when the access reaches into the next 4 KiB page.
  static var crossingBit: UInt64 { 1 << 6 }

  @inline(__always)
  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// An access to `byteCount` bytes from an address that is canonical for 57 bits.
  @inlinable @inline(__always)
  public init(_ kind: AccessKind, _ gva: GVA, byteCount: UInt64 = 1) {
    let last = gva.offset(in: .kib4) &+ byteCount &- 1
    let crosses: UInt64 = last > PageSize.kib4.offsetMask && byteCount > 0 ? 1 &<< 6 : 0
    rawValue = gva.rawValue &<< 7 | crosses | UInt64(kind.rawValue)
  }

  /// The address of the first byte.
  @inlinable @inline(__always)
  public var gva: GVA { GVA(UInt64(bitPattern: Int64(bitPattern: rawValue) &>> 7)) }

  /// Whether the access reads data, writes data or fetches an instruction.
  @inlinable @inline(__always)
  public var kind: AccessKind { AccessKind(rawValue: UInt8(truncatingIfNeeded: rawValue & 3)) ?? .load }

  /// Whether the access fetches an instruction.
  @inline(__always)
  var isFetch: Bool { rawValue & 3 == UInt64(AccessKind.fetch.rawValue) }

  /// Whether the access reaches into the next 4 KiB page.
  @inlinable @inline(__always)
  public var crossesPage: Bool { rawValue & (1 &<< 6) != 0 }

  /// The part of a crossing access that lies in its first page.
  @inline(__always)
  var firstPart: MemoryAccess { MemoryAccess(rawValue: rawValue & ~Self.crossingBit) }

  /// The part of a crossing access that lies in the next page.
  @inline(__always)
  public var secondPart: MemoryAccess {
    MemoryAccess(kind, gva.aligned(to: .kib4).advanced(by: PageSize.kib4.byteCount))
  }
}
