/// What a translation allows, whoever asks: the intersection of the rights of every entry on its path.
///
/// ``user`` widens who may access; it is a right here because x86 combines it like one (a page is a user page only
/// when every entry says so). A format that does not know a right grants it: x86 always grants ``read``, and grants
/// ``userExecute`` with ``execute``.
public struct AccessRights: FlagSet {
  /// One bit a right, in the lowest five bits.
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

  /// Instructions may be fetched from the page; where a format tells modes apart, by supervisor mode.
  @inlinable @inline(__always)
  public static var execute: AccessRights { AccessRights(rawValue: 4) }

  /// The page may be read.
  @inlinable @inline(__always)
  public static var read: AccessRights { AccessRights(rawValue: 8) }

  /// User mode may fetch instructions from the page (ARM's UXN clear, EPT's bit 10).
  @inlinable @inline(__always)
  public static var userExecute: AccessRights { AccessRights(rawValue: 16) }

  /// All rights.
  @inlinable @inline(__always)
  public static var all: AccessRights { AccessRights(rawValue: 31) }
}
