/// A guest's format that can be shadowed in tables of 512 entries of 8 bytes.
///
/// Its levels are the host's: a shadow table of level n shadows a guest table of level n, or the part of one (a *quadrant*) where
/// that has more than 512 entries or maps more with each.
public protocol ShadowedFormat: PagingFormat where Input == GuestVirtual, Output == GuestPhysical {
  /// Which format it is.
  static var code: ShadowedFormatCode { get }

  /// What ``PagingFormat/inherit(_:_:)`` has gathered, as rights.
  static func access(_ inherited: UInt64) -> AccessRights

  /// Gathered bits that say the same as rights.
  static func inherited(_ access: AccessRights) -> UInt64

  /// The root registers' values, to tell roots apart.
  static func key(of root: Root) -> ShadowRootKey

  /// The frame of the guest's root table, or `nil` where the roots are registers.
  static func rootFrame(_ root: Root) -> GFN?

  /// Translates one access by the guest's tables, and keeps what was read.
  static func walk(
    _ walker: PageWalker<Self>, _ gva: GVA, _ access: GuestAccess, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>
}

extension ShadowedFormat {
  /// An ordinary walk.
  @inline(__always)
  public static func walk(
    _ walker: PageWalker<Self>, _ gva: GVA, _ access: GuestAccess, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical> { walker.walk(gva, access, observer: &trace) }

  /// The bits of the address that choose the quadrant at a level: those between a shadow table's reach and a guest table's.
  @inline(__always)
  static func quadrantBits(at level: PageLevel) -> UInt64 {
    if indexBits == 9 { return 0 }
    return UInt64(indexShift(at: level) &+ indexBits) &- (12 &+ 9 &* level.rawValue)
  }

  /// Which quadrant of a guest table an address lies in. One more bit tells the upper half of the address space from the
  /// lower at the guest's root, where the host has more levels and would let one stand for the other.
  @inline(__always)
  static func quadrant(of gva: GVA, at level: PageLevel, root: PageLevel, hostRoot: PageLevel) -> UInt64 {
    let shift = 12 &+ 9 &* level.rawValue
    let low = (gva.rawValue &>> shift) & ((1 &<< quadrantBits(at: level)) &- 1)
    let isBelowSynthetic = level == root && level < hostRoot
    return isBelowSynthetic ? low | (gva.rawValue &>> 63) &<< 2 : low
  }

  /// The distance from the start of a guest table to the entry behind a shadow entry.
  @inline(__always)
  static func guestOffset(of position: Int, in role: ShadowPageRole) -> UInt64 {
    if indexBits == 9 { return UInt64(position) &* UInt64(entrySize.rawValue) }
    let shadowIndex = (role.quadrant & 3) &<< 9 | UInt64(position)
    let index = shadowIndex &>> (UInt64(indexShift(at: role.level)) &- (3 &+ 9 &* role.level.rawValue))
    return index &* UInt64(entrySize.rawValue)
  }
}

// MARK: The formats

extension ShadowedFormat where Root == GPA {
  /// The one register.
  @inline(__always)
  public static func key(of root: GPA) -> ShadowRootKey { ShadowRootKey(root.rawValue) }

  /// Its frame.
  @inline(__always)
  public static func rootFrame(_ root: GPA) -> GFN? { root.frame }
}

extension ShadowedFormat where Self: X86Format {
  /// W and U, and NX inverted.
  @inline(__always)
  public static func access(_ inherited: UInt64) -> AccessRights {
    AccessRights(rawValue: UInt8(truncatingIfNeeded: (inherited &>> 1) & 3 | (inherited &>> 61) & 4 | 24))
  }

  /// The same bits in an entry's places.
  @inline(__always)
  public static func inherited(_ access: AccessRights) -> UInt64 {
    UInt64(access.rawValue & 3) &<< 1 | UInt64(access.rawValue & 4) &<< 61
  }
}

extension ShadowedFormat where Self: RISCVFormat {
  /// Tables take no right away.
  @inline(__always)
  public static func access(_ inherited: UInt64) -> AccessRights { .all }

  /// Nothing.
  @inline(__always)
  public static func inherited(_ access: AccessRights) -> UInt64 { 0 }
}

extension X86Long4: ShadowedFormat {
  /// 4-level paging.
  public static var code: ShadowedFormatCode { .x86Long4 }
}

extension X86Long5: ShadowedFormat {
  /// 5-level paging.
  public static var code: ShadowedFormatCode { .x86Long5 }
}

extension X86PAE: ShadowedFormat {
  /// PAE paging.
  public static var code: ShadowedFormatCode { .x86PAE }
  /// The four pointers.
  public static func key(of root: X86PAEPointers) -> ShadowRootKey {
    ShadowRootKey(root[0], root[1], root[2], root[3])
  }
  /// None: the directories stand in registers.
  public static func rootFrame(_ root: X86PAEPointers) -> GFN? { nil }
}

extension X86Legacy32: ShadowedFormat {
  /// 32-bit paging.
  public static var code: ShadowedFormatCode { .x86Legacy32 }
  /// W and U; every page may be executed.
  @inline(__always)
  public static func access(_ inherited: UInt64) -> AccessRights {
    AccessRights(rawValue: UInt8(truncatingIfNeeded: (inherited &>> 1) & 3 | 28))
  }
  /// The same bits in an entry's places.
  @inline(__always)
  public static func inherited(_ access: AccessRights) -> UInt64 { UInt64(access.rawValue & 3) &<< 1 }
}

extension RISCVSv32: ShadowedFormat {
  /// Sv32.
  public static var code: ShadowedFormatCode { .riscVSv32 }
}

extension RISCVSv39: ShadowedFormat {
  /// Sv39.
  public static var code: ShadowedFormatCode { .riscVSv39 }
}

extension RISCVSv48: ShadowedFormat {
  /// Sv48.
  public static var code: ShadowedFormatCode { .riscVSv48 }
}

extension RISCVSv57: ShadowedFormat {
  /// Sv57.
  public static var code: ShadowedFormatCode { .riscVSv57 }
}

/// AArch64 with its 4 KiB granule, over hosts of more levels than it has: its two ranges are the two halves below a synthetic
/// root. Addresses are 48, 39 or 30 bits wide, so that roots are whole tables.
extension ARMStage1: ShadowedFormat where Granule == ARMGranule4K {
  /// AArch64, 4 KiB granule.
  public static var code: ShadowedFormatCode { .armStage1Granule4K }
  /// Bits 62:59, which restrict what lies below a table: they are no rights, but tell pages apart as rights do.
  @inline(__always)
  public static func access(_ inherited: UInt64) -> AccessRights {
    AccessRights(rawValue: UInt8(truncatingIfNeeded: inherited &>> 59) & 15)
  }
  /// The same bits in a descriptor's places.
  @inline(__always)
  public static func inherited(_ access: AccessRights) -> UInt64 { UInt64(access.rawValue & 15) &<< 59 }
  /// Both registers.
  public static func key(of root: ARMRoots) -> ShadowRootKey { ShadowRootKey(root.lower.rawValue, root.upper.rawValue) }
  /// None: there are two.
  public static func rootFrame(_ root: ARMRoots) -> GFN? { nil }
}
