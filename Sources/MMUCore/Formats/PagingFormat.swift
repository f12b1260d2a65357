/// A page-table format: the meaning of its entries, and nothing about walking them.
///
/// Conformers are case-less enums with static requirements only, so that a walker specialised for one has no trace of
/// the protocol left.
public protocol PagingFormat {
  /// What controls and processor make of the format, worked out once: masks of reserved bits, permissions.
  associatedtype Rules: Sendable

  /// The level of the root table.
  static var rootLevel: PageLevel { get }

  /// How many bits of the address index one table.
  static var indexBits: UInt8 { get }

  /// Whether an address can be translated at all.
  static func isCanonical(_ gva: GVA) -> Bool

  /// What an entry is at a level.
  static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass

  /// The entry with its accessed bit set, and its dirty bit too if `dirty`.
  static func marked(_ entry: UInt64, dirty: Bool) -> UInt64

  /// Whether the leaf entry is marked dirty.
  static func isDirty(_ entry: UInt64) -> Bool

  /// Whether the leaf entry is global under these rules: kept across flushes of one address space.
  static func isGlobal(_ entry: UInt64, _ rules: Rules) -> Bool

  /// The neutral start of the bits that ``inherit(_:_:)`` gathers.
  static var inheritedAtRoot: UInt64 { get }

  /// Gathers the rights bits of one more entry on the path, still in the format's own encoding.
  static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64

  /// The rights that the gathered bits grant.
  static func rights(_ inherited: UInt64) -> AccessRights

  /// The permission table of these rules.
  static func permissions(_ rules: Rules) -> PermissionTable
}

extension PagingFormat {
  /// The position of a level's index in the address.
  @inline(__always)
  static func indexShift(at level: PageLevel) -> UInt8 {
    PageSize.kib4.shift &+ UInt8(truncatingIfNeeded: level.rawValue &- 1) &* indexBits
  }

  /// The distance in bytes from the start of a level's table to the entry for an address.
  @inline(__always)
  public static func entryOffset(of gva: GVA, at level: PageLevel) -> UInt64 {
    let index = (gva.rawValue &>> UInt64(indexShift(at: level))) & ((1 &<< UInt64(indexBits)) &- 1)
    return index &* 8
  }

  /// The size of the page that a leaf at a level maps.
  @inline(__always)
  public static func pageSize(at level: PageLevel) -> PageSize { PageSize(shift: indexShift(at: level)) }
}
