/// The first stage of AArch64's VMSAv8-64, EL1&0: virtual to (intermediate) physical addresses of up to 48 bits.
///
/// AP[2] (bit 7) makes a page read-only, AP[1] (bit 6) gives it to EL0 as well; UXN (bit 54) and PXN (bit 53) forbid
/// execution at EL0 and EL1. A table's descriptor restricts what lies below it: bit 62 to reading, bit 61 to EL1, bits 60
/// and 59 as UXN and PXN.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Stage 1 data accesses permissions", "Stage 1 instruction execution
/// permissions", "Hierarchical permissions" and "Hardware management of the Access flag and dirty state".
public enum ARMStage1<Granule: ARMGranule>: ARMFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical
  /// TTBR0 and TTBR1.
  public typealias Root = ARMRoots

  /// Whether the upper bits are all 0 or all 1, and walks of that range are not disabled.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let upperBits = Int64(bitPattern: gva.rawValue) &>> Int64(rules.inputBits)
    if upperBits == 0 { return !rules.controls.contains(.lowerDisable) }
    return upperBits == -1 && !rules.controls.contains(.upperDisable)
  }

  /// The register for the address's range.
  @inline(__always)
  public static func rootTable(_ root: Root, for gva: GVA, _ rules: Rules) -> EntryClass<Output> {
    let table = gva.rawValue &>> 63 == 0 ? root.lower : root.upper
    return table.rawValue & rules.unaddressable == 0 ? .table(table) : .beyondAddressSize
  }

  /// Keeps the restrictions of every table.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited | entry }

  /// Read-only (1), EL0 (2), UXN (4), PXN (8).
  @inline(__always)
  private static func combination(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> UInt8 {
    let above = inherited & rules.hierarchicalMask
    let isClean = leaf & rules.dirtyBitModifier != 0
    let readOnly = (isClean ? 0 : (leaf &>> 7) & 1) | (above &>> 62) & 1
    let unprivileged = (leaf &>> 6) & ~(above &>> 61) & 1
    let executeNever = (leaf &>> 54 | above &>> 60) & 1
    let privilegedExecuteNever = (leaf &>> 53 | above &>> 59) & 1
    return UInt8(
      truncatingIfNeeded: readOnly | unprivileged &<< 1 | executeNever &<< 2 | privilegedExecuteNever &<< 3)
  }

  /// What the descriptors grant, with what follows of it for execution.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    let combination = combination(inherited, leaf, rules)
    let permission = ARMPermission(combination, rules.controls)
    var rights = AccessRights.read
    if permission.isWritable { rights |= .write }
    if permission.isUnprivileged { rights |= .user }
    if permission.isPrivilegedExecutable { rights |= .execute }
    if permission.isUnprivilegedExecutable { rights |= .userExecute }
    return rights
  }

  /// What the rights permit, if the access flag is set or hardware may set it.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    if lacksAccessFlag(leaf, rules) { return .none }
    return rules.permissionTable.permitted(at: combination(inherited, leaf, rules))
  }

  /// nG clear.
  @inline(__always)
  public static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool {
    leaf & ARMBit.notGlobal == 0
  }

  /// AF set; AP[2] clear if `dirty` and DBM says so.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    marked(entry, dirty: dirty, rules) { $0 & ~(1 &<< 7) }
  }

  /// Whether the page is not writable-clean: DBM and AP[2] set.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool {
    leaf & rules.dirtyBitModifier == 0 || leaf & 1 &<< 7 == 0
  }
}
