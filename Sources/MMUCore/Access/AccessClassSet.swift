/// A set of access classes (see ``GuestAccess``): bit n stands for class n.
public struct AccessClassSet: FlagSet {
  /// One bit a class.
  public let rawValue: UInt8

  /// The set with the given bits.
  @inlinable @inline(__always)
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Every class.
  @inlinable @inline(__always)
  public static var all: AccessClassSet { AccessClassSet(rawValue: 0b1111_1111) }

  /// The classes that read or write data, and do not fetch.
  @inlinable @inline(__always)
  public static var data: AccessClassSet { AccessClassSet(rawValue: 0b1101_1011) }

  /// The classes of supervisor mode.
  @inlinable @inline(__always)
  public static var supervisor: AccessClassSet { AccessClassSet(rawValue: 0b1111_1000) }

  /// The class of user stores alone.
  @inlinable @inline(__always)
  public static var userStores: AccessClassSet { AccessClassSet(rawValue: 0b0000_0010) }

  /// The classes that write: user, supervisor, supervisor with AC = 1.
  @inlinable @inline(__always)
  public static var stores: AccessClassSet { AccessClassSet(rawValue: 0b1001_0010) }
}
