/// What both stages of VMSAv8-64 have in common: the shape of descriptors.
///
/// ```text
///  63..59   54  53   52    51   47..s     11  10   9..8   7..6   5..2    1     0
///  table's  XN  PXN contig DBM  address   nG  AF    SH     AP   AttrIndx type valid
/// ```
///
/// s is the granule's shift, or the block's. Arm's level 3 is our level 1, its level 0 our level 4.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Translation table descriptor formats" and "Memory access control".
public protocol ARMFormat: PagingFormat where Rules == ARMRules {
  /// The granule.
  associatedtype Granule: ARMGranule
}

extension ARMFormat {
  /// The granule's page.
  public static var basePageSize: PageSize { Granule.pageSize }

  /// As many as fill a granule.
  public static var indexBits: UInt8 { Granule.indexBits }

  /// Where the width of the addresses says that walks begin.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { rules.startLevel }

  /// As in every format; the first table has as many entries as the address has bits left.
  @inline(__always)
  public static func entryOffset(of address: Address<Input>, at level: PageLevel, _ rules: Rules) -> UInt64 {
    let mask = level == rules.startLevel ? rules.rootIndexMask : (1 &<< UInt64(indexBits)) &- 1
    return ((address.rawValue &>> UInt64(indexShift(at: level))) & mask) &* 8
  }

  /// What a descriptor is. A type that a level does not have is a Translation fault, as an invalid descriptor is.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    if entry & ARMBit.valid == 0 { return .absent }
    let isBlock = entry & ARMBit.tableOrPage == 0
    if isBlock && (level == .leaf || level > Granule.highestBlockLevel) { return .absent }
    if entry & rules.unaddressable != 0 { return .beyondAddressSize }
    let address = Address<Output>(entry & ARMBit.address)
    if level > .leaf && !isBlock { return .table(address.aligned(to: Granule.pageSize)) }
    let single = pageSize(at: level).shift
    let joined = entry & ARMBit.contiguous == 0 ? 0 : Granule.contiguousBits(at: level)
    let size = PageSize(shift: single &+ joined)
    return .leaf(address.aligned(to: size), size)
  }

  /// The access flag, where hardware may set it; and what makes a clean leaf dirty.
  @inline(__always)
  static func marked(_ entry: UInt64, dirty: Bool, _ rules: Rules, writable: (UInt64) -> UInt64) -> UInt64 {
    let flagged = entry | rules.settableAccessFlag
    return dirty && entry & rules.dirtyBitModifier != 0 ? writable(flagged) : flagged
  }

  /// Whether the access flag forbids every access.
  @inline(__always)
  static func lacksAccessFlag(_ leaf: UInt64, _ rules: Rules) -> Bool {
    (leaf | rules.settableAccessFlag) & ARMBit.accessFlag == 0
  }

  /// The access flag, which comes before the rights.
  public static func denial(
    of access: GuestAccess, _ inherited: UInt64, _ leaf: UInt64, _ rules: Rules
  ) -> PageFault.Reason { lacksAccessFlag(leaf, rules) ? .accessFlag : .protection }
}
