/// A level of a page-table hierarchy, counted from the leaves: level 1 holds the entries that map the smallest pages.
///
/// x86 names for levels 1 to 4: PT, PD, PDPT, PML4.
public struct PageLevel: Equatable, Comparable, Sendable, BitwiseCopyable {
  /// The level's number, 1 at the leaves. A word wide: a byte is written into part of a register, and waits for whatever
  /// the rest of it held, which made a walk into an absent page 1.85 times its limit instead of 1.10.
  public var rawValue: UInt64

  /// The level numbered `rawValue`.
  @inlinable @inline(__always)
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// The level that maps the smallest pages.
  @inlinable @inline(__always)
  public static var leaf: PageLevel { PageLevel(1) }

  /// What Arm reports for a fault in a table base register: its level 0.
  static var baseRegister: PageLevel { PageLevel(4) }

  /// The level that this level's table entries lead to; meaningless below ``leaf``.
  @inlinable @inline(__always)
  public var below: PageLevel { PageLevel(rawValue &- 1) }

  /// The level whose entries lead to tables of this level.
  @inlinable @inline(__always)
  public var above: PageLevel { PageLevel(rawValue &+ 1) }

  /// Orders from the leaves to the root.
  @inlinable @inline(__always)
  public static func < (left: PageLevel, right: PageLevel) -> Bool { left.rawValue < right.rawValue }
}
