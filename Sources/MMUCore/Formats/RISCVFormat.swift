/// What the RISC-V formats have in common, first and second stage.
///
/// ```text
///  63  62..61  60..54    53..10    9..8   7   6   5   4   3   2   1   0
///  N    PBMT   reserved   PPN      RSW    D   A   G   U   X   W   R   V
/// ```
///
/// Sv32's entries end at bit 31. An entry without R, W and X leads to a table; every other is a leaf.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Virtual Address Translation Process"; chapters "Svnapot",
/// "Svpbmt" and "Svadu".
public protocol RISCVFormat: PagingFormat where Rules == RISCVRules {}

extension RISCVFormat {
  /// What an entry is.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    if entry & RISCVBit.valid == 0 { return .absent }
    if entry & (RISCVBit.read | RISCVBit.write | RISCVBit.execute) == 0 {
      let isSound = entry & rules.reservedInTable == 0 && level > .leaf
      return isSound ? .table(Address((entry & RISCVBit.frame) &<< 2)) : .malformed
    }
    let isWriteOnly = entry & (RISCVBit.read | RISCVBit.write) == RISCVBit.write
    if isWriteOnly || entry & rules.reservedInLeaf != 0 { return .malformed }
    return classifyLeaf(entry, at: level, rules)
  }

  /// A leaf, once its rights and plainly reserved bits are sound: memory type, Svnapot, alignment.
  @inline(__always)
  private static func classifyLeaf(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    let page = Address<Output>((entry & RISCVBit.frame) &<< 2)
    if entry & (RISCVBit.memoryType | RISCVBit.napot) != 0 {
      if entry & RISCVBit.memoryType == RISCVBit.memoryType { return .malformed }
      if entry & RISCVBit.napot != 0 { return classifyNapot(page, at: level) }
    }
    let size = pageSize(at: level)
    return page.offset(in: size) == 0 ? .leaf(page, size) : .malformed
  }

  /// N: sixteen 4 KiB pages; every other size is reserved, and so is N above the lowest level.
  private static func classifyNapot(_ page: Address<Output>, at level: PageLevel) -> EntryClass<Output> {
    let kib64 = PageSize(shift: 16)
    guard level == .leaf, page.offset(in: kib64) == 0x8000 else { return .malformed }
    return .leaf(page.aligned(to: kib64), kib64)
  }

  /// G of a table's entry holds for everything below it.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited | entry & RISCVBit.global }

  /// The leaf's own bits: tables take no right away.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    var rights = AccessRights.none
    if leaf & RISCVBit.read != 0 { rights |= .read }
    if leaf & RISCVBit.write != 0 { rights |= .write }
    if leaf & RISCVBit.execute != 0 { rights |= .execute | .userExecute }
    if leaf & RISCVBit.user != 0 { rights |= .user }
    return rights
  }

  /// R, W, X and U in the lowest four bits.
  @inline(__always)
  private static func byRights(_ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    rules.permissionTable.permitted(at: UInt8(truncatingIfNeeded: leaf &>> 1) & 15)
  }

  /// What the rights permit; without Svadu, only as far as A and D are set already.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    let byRights = byRights(leaf, rules)
    let missing = ~leaf & rules.neededBits
    if missing == 0 { return byRights }
    return missing & RISCVBit.accessed != 0 ? .none : byRights.subtracting(.stores)
  }

  /// The rights, or A, or D.
  public static func denial(
    of access: GuestAccess, _ inherited: UInt64, _ leaf: UInt64, _ rules: Rules
  ) -> PageFault.Reason {
    guard byRights(leaf, rules).contains(access.asSet) else { return .protection }
    return leaf & RISCVBit.accessed == 0 ? .accessFlag : .dirtyFlag
  }

  /// G, here or above.
  @inline(__always)
  public static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool {
    (inherited | leaf) & RISCVBit.global & rules.globalBit != 0
  }

  /// A set, and D if `dirty`: with Svadu they may have been clear.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    entry | RISCVBit.accessed | (dirty ? RISCVBit.dirty : 0)
  }

  /// D.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool { leaf & RISCVBit.dirty != 0 }
}
