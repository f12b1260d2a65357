/// A set of flags in one integer.
///
/// The standard `OptionSet` cannot serve: its array literals allocate, which the `-no-allocations` build refuses even
/// where nobody writes one. Sets are united with `|`.
public protocol FlagSet: Equatable, Sendable, BitwiseCopyable {
  /// The integer that holds the flags.
  associatedtype RawValue: FixedWidthInteger

  /// One bit a flag.
  var rawValue: RawValue { get }

  /// The set with the given bits.
  init(rawValue: RawValue)
}

extension FlagSet {
  /// No flag.
  @inlinable @inline(__always)
  public static var none: Self { Self(rawValue: 0) }

  /// Whether every flag of `other` is in the set.
  @inlinable @inline(__always)
  public func contains(_ other: Self) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// Whether any flag of `other` is in the set.
  @inlinable @inline(__always)
  public func intersects(_ other: Self) -> Bool { rawValue & other.rawValue != 0 }

  /// The set without the flags of `other`.
  @inlinable @inline(__always)
  public func subtracting(_ other: Self) -> Self { Self(rawValue: rawValue & ~other.rawValue) }

  /// The flags of either set.
  @inlinable @inline(__always)
  public static func | (left: Self, right: Self) -> Self { Self(rawValue: left.rawValue | right.rawValue) }

  /// Adds the flags of the right set to the left one.
  @inlinable @inline(__always)
  public static func |= (left: inout Self, right: Self) { left = left | right }
}
