/// What the x86 formats with 8-byte entries have in common: entries are classified, gathered and marked alike.
public protocol X86Format: PagingFormat where Rules == X86Rules {}

extension X86Format {
  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// What an entry is: one comparison decides for a sound entry, and the rest only for others and for large pages.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    let wrong = entry & (rules.reserved | X86Bit.present) ^ X86Bit.present
    if wrong != 0 { return entry & X86Bit.present == 0 ? .absent : .malformed }
    if level == .leaf { return .leaf(Address(entry & X86Bit.address), .kib4) }
    if entry & X86Bit.pageSize == 0 { return .table(Address(entry & X86Bit.address)) }
    return classifyLarge(entry, at: level, rules)
  }

  /// An entry above level 1 with PS set.
  @inline(__always)
  private static func classifyLarge(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    let size = pageSize(at: level)
    let reservedBelowPage = size.offsetMask & ~X86Bit.belowLargeAddress
    let reservedHere =
      level == PageLevel(3) ? rules.reservedAtLevel3 : level > PageLevel(3) ? X86Bit.pageSize : 0
    guard entry & (reservedBelowPage | reservedHere) == 0 else { return .malformed }
    return .leaf(Address(entry & X86Bit.address & ~size.offsetMask), size)
  }

  /// W and U set, NX clear (kept inverted, so that one AND gathers all three).
  public static var inheritedAtRoot: UInt64 {
    @inline(__always) get { ~0 }
  }

  /// Keeps W and U where every entry sets them, and NX inverted where none sets it.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 {
    inherited & (entry ^ X86Bit.noExecute)
  }

  /// Write, user and execute in the lowest three bits.
  @inline(__always)
  static func combination(_ inherited: UInt64, _ leaf: UInt64) -> UInt8 {
    let gathered = inherit(inherited, leaf)
    return UInt8(truncatingIfNeeded: (gathered &>> 1) & 3 | (gathered &>> 61) & 4)
  }

  /// The gathered bits as rights.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    let combination = combination(inherited, leaf)
    return AccessRights(rawValue: combination | (combination & 4) &<< 2) | .read
  }

  /// What the rights permit and the protection key does not forbid.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    let combination = combination(inherited, leaf)
    let byRights = rules.permissionTable.permitted(at: combination)
    guard rules.hasKeys else { return byRights }
    return byRights.subtracting(rules.forbiddenByKey(leaf, isUserPage: combination & 2 != 0))
  }

  /// The key, if it forbids the access; else the rights.
  public static func denial(
    of access: GuestAccess, _ inherited: UInt64, _ leaf: UInt64, _ rules: Rules
  ) -> PageFault.Reason {
    let isUserPage = combination(inherited, leaf) & 2 != 0
    let isByKey = rules.hasKeys && rules.forbiddenByKey(leaf, isUserPage: isUserPage).contains(access.asSet)
    return isByKey ? .protectionKey : .protection
  }

  /// G, where CR4.PGE lets it mean something.
  @inline(__always)
  public static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool {
    rules.honoursGlobal && leaf & X86Bit.global != 0
  }

  /// A set.
  @inline(__always)
  public static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64 { entry | X86Bit.accessed }

  /// A set, and D if `dirty`.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    entry | X86Bit.accessed | (dirty ? X86Bit.dirty : 0)
  }

  /// D.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool { leaf & X86Bit.dirty != 0 }
}
