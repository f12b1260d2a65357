/// A set of page sizes: bit n stands for pages of 2ⁿ bytes.
public struct PageSizeSet: FlagSet {
  /// One bit a size.
  public let rawValue: UInt64

  /// The sizes of the given bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// One size.
  public init(_ size: PageSize) { rawValue = 1 &<< UInt64(size.shift) }

  /// Whether a size is in the set.
  public func contains(_ size: PageSize) -> Bool { contains(PageSizeSet(size)) }

  /// How many sizes there are.
  public var count: Int { rawValue.nonzeroBitCount }

  /// The smallest size; of an empty set 2⁶⁴ bytes.
  var smallest: PageSize { PageSize(shift: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount)) }

  /// The set without its smallest size.
  var withoutSmallest: PageSizeSet { PageSizeSet(rawValue: rawValue & (rawValue &- 1)) }
}
