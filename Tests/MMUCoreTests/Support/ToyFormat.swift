import MMUCore

/// A format small enough to try every entry: two levels, four entries a table, large pages at the upper level.
///
/// ```text
///  63   62       51..12    7    6   5    2   1   0
///  NX  reserved  address   PS   D   A    U   W   P
/// ```
enum ToyFormat: PagingFormat {
  struct Rules: Sendable {
    let permissionTable: PermissionTable
  }

  static var rootLevel: PageLevel { PageLevel(2) }
  static var indexBits: UInt8 { 2 }
  static var inheritedAtRoot: UInt64 { ~0 }

  static func isCanonical(_ gva: GVA) -> Bool { gva.rawValue >> 16 == 0 }

  static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass {
    if entry & 1 == 0 { return .absent }
    if entry & 1 << 62 != 0 { return .malformed }
    let address = GPA(entry & 0x000F_FFFF_FFFF_F000)
    if level == .leaf { return .leaf(address, .kib4) }
    return entry & 1 << 7 == 0 ? .table(address) : .leaf(address.aligned(to: PageSize(shift: 14)), PageSize(shift: 14))
  }

  static func marked(_ entry: UInt64, dirty: Bool) -> UInt64 { entry | 1 << 5 | (dirty ? 1 << 6 : 0) }
  static func isDirty(_ entry: UInt64) -> Bool { entry & 1 << 6 != 0 }
  static func isGlobal(_ entry: UInt64, _ rules: Rules) -> Bool { false }
  static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited & (entry ^ 1 << 63) }
  static func permissions(_ rules: Rules) -> PermissionTable { rules.permissionTable }

  static func rights(_ inherited: UInt64) -> AccessRights {
    var rights = AccessRights.none
    if inherited & 1 << 1 != 0 { rights |= .write }
    if inherited & 1 << 2 != 0 { rights |= .user }
    if inherited & 1 << 63 != 0 { rights |= .execute }
    return rights
  }
}
