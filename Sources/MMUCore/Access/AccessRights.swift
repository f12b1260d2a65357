/// What a translation allows, whoever asks: the intersection of the rights of every entry on its path.
///
/// ``user`` widens who may access; it is a right here because x86 combines it like one (a page is a user page only
/// when every entry says so).
public struct AccessRights: FlagSet {
  /// One bit a right, in the lowest three bits.
  public let rawValue: UInt8

  /// The rights with the given bits.
  @inlinable @inline(__always)
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The page may be written.
  @inlinable @inline(__always)
  public static var write: AccessRights { AccessRights(rawValue: 1) }

  /// The page belongs to user mode.
  @inlinable @inline(__always)
  public static var user: AccessRights { AccessRights(rawValue: 2) }

  /// Instructions may be fetched from the page.
  @inlinable @inline(__always)
  public static var execute: AccessRights { AccessRights(rawValue: 4) }

  /// All rights.
  @inlinable @inline(__always)
  public static var all: AccessRights { AccessRights(rawValue: 7) }
}
