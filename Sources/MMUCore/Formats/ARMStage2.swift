/// The second stage of AArch64's VMSAv8-64: intermediate physical to physical addresses of up to 48 bits.
///
/// S2AP is bit 6 (read) and bit 7 (write). XN[1:0], bits 54:53, forbids execution to neither level (0), EL1 (1), both (2) or
/// EL0 (3) with FEAT_XNX, and by XN[1] alone without it. Where 16 tables or fewer would be needed at the second level of
/// the walk, they may stand side by side as the root.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Stage 2 data accesses permissions", "Stage 2 instruction execution
/// permissions" and "Concatenated translation tables".
public enum ARMStage2<Granule: ARMGranule>: ARMFormat, SecondStageFormat {
  /// A guest's physical addresses.
  public typealias Input = GuestPhysical
  /// The machine's addresses.
  public typealias Output = HostPhysical
  /// VTTBR.
  public typealias Root = HPA

  /// Whether the address has no more bits than VTCR says.
  @inline(__always)
  public static func isCanonical(_ gpa: GPA, _ rules: Rules) -> Bool {
    gpa.rawValue &>> UInt64(rules.inputBits) == 0
  }

  /// VTTBR, if physical addresses are that wide.
  @inline(__always)
  public static func rootTable(_ root: Root, for gpa: GPA, _ rules: Rules) -> EntryClass<Output> {
    root.rawValue & rules.unaddressable == 0 ? .table(root) : .beyondAddressSize
  }

  /// Read (1), write (2), execution at EL1 (4) and at EL0 (8).
  @inline(__always)
  private static func combination(_ leaf: UInt64, _ rules: Rules) -> UInt8 {
    let isClean = leaf & rules.dirtyBitModifier != 0
    let data = (leaf &>> 6) & 3 | (isClean ? 2 : 0)
    let byLevel = rules.controls.contains(.stage2ExecuteByLevel)
    let executeNever = (leaf &>> 53) & (byLevel ? 3 : 2)
    // XN as a number of two bits: neither, EL1, both, EL0 may not.
    let execution: UInt64 = (0b01_00_10_11 &>> (2 &* executeNever)) & 3
    return UInt8(truncatingIfNeeded: data | execution &<< 2)
  }

  /// What the leaf grants; EL0 is told from EL1 for execution alone.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    let combination = combination(leaf, rules)
    var rights = AccessRights.user
    if combination & 1 != 0 { rights |= .read }
    if combination & 2 != 0 { rights |= .write }
    if combination & 4 != 0 { rights |= .execute }
    if combination & 8 != 0 { rights |= .userExecute }
    return rights
  }

  /// What the rights permit, if the access flag is set or hardware may set it.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    if lacksAccessFlag(leaf, rules) { return .none }
    return rules.permissionTable.permitted(at: combination(leaf, rules))
  }

  /// AF set; S2AP[1] set if `dirty` and DBM says so.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    marked(entry, dirty: dirty, rules) { $0 | 1 &<< 7 }
  }

  /// Whether the page is not writable-clean: DBM set and S2AP[1] clear.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool {
    leaf & rules.dirtyBitModifier == 0 || leaf & 1 &<< 7 != 0
  }

  /// The access itself.
  @inline(__always)
  public static func access(_ access: GuestAccess, guestRights: AccessRights) -> GuestAccess { access }

  /// A load at EL1.
  @inline(__always)
  public static func tableRead(_ rules: Rules) -> GuestAccess { GuestAccess(.load, .supervisor) }
}
