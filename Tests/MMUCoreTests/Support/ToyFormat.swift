import MMUCore

/// A format small enough to try every entry: two levels, four entries a table, large pages at the upper level.
///
/// ```text
///  63   62       51..12    7    6   5    2   1   0
///  NX  reserved  address   PS   D   A    U   W   P
/// ```
enum ToyFormat: PagingFormat {
  typealias Input = GuestVirtual
  typealias Output = GuestPhysical

  struct Rules: Sendable {
    let permissionTable: PermissionTable
  }

  static var indexBits: UInt8 { 2 }
  static var inheritedAtRoot: UInt64 { ~0 }
  static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(2) }

  static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool { gva.rawValue >> 16 == 0 }

  static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<GuestPhysical> {
    if entry & 1 == 0 { return .absent }
    if entry & 1 << 62 != 0 { return .malformed }
    let address = GPA(entry & 0x000F_FFFF_FFFF_F000)
    if level == .leaf { return .leaf(address, .kib4) }
    return entry & 1 << 7 == 0 ? .table(address) : .leaf(address.aligned(to: PageSize(shift: 14)), PageSize(shift: 14))
  }

  static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64 { entry | 1 << 5 }
  static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    entry | 1 << 5 | (dirty ? 1 << 6 : 0)
  }
  static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool { leaf & 1 << 6 != 0 }
  static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited & (entry ^ 1 << 63) }

  static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    rules.permissionTable.permitted(by: rights(inherited, leaf, rules))
  }

  static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    let gathered = inherit(inherited, leaf)
    var rights = AccessRights.none
    if gathered & 1 << 1 != 0 { rights |= .write }
    if gathered & 1 << 2 != 0 { rights |= .user }
    if gathered & 1 << 63 != 0 { rights |= .execute }
    return rights
  }
}
