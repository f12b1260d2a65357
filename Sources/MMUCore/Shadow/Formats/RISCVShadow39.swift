/// Shadow tables in RISC-V's Sv39.
///
/// A and D are always set in them, so it does not matter whether the host has Svadu. MXR and SUM are the guest's own.
public enum RISCVShadow39: RISCVFormat, ShadowHostFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// The machine's addresses.
  public typealias Output = HostPhysical

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }
  /// Three levels.
  @inline(__always)
  public static var rootLevel: PageLevel { PageLevel(3) }
  /// V.
  public static var presentBit: UInt64 { RISCVBit.valid }
  /// W.
  public static var writeBit: UInt64 { RISCVBit.write }

  /// Whether bits 63 to 39 all equal bit 38.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: RISCVRules) -> Bool { RISCVSv39.isCanonical(gva, rules) }

  /// V.
  @inline(__always)
  public static func entry(toTable table: HPA) -> UInt64 { table.rawValue &>> 2 | RISCVBit.valid }

  /// V, A, D, and R, W, X and U as the rights say.
  @inline(__always)
  public static func entry(toPage page: HPA, at level: PageLevel, _ rights: AccessRights) -> UInt64 {
    let bits = UInt64(rights.rawValue)
    let readWriteExecute = (bits & 8) &>> 2 | (bits & 1) &<< 2 | (bits & 4) &<< 1
    let always = RISCVBit.valid | RISCVBit.accessed | RISCVBit.dirty
    return page.rawValue &>> 2 | always | readWriteExecute | (bits & 2) &<< 3
  }

  /// Any of R, W and X.
  @inline(__always)
  public static func isLeaf(_ entry: UInt64, at level: PageLevel) -> Bool {
    entry & (RISCVBit.read | RISCVBit.write | RISCVBit.execute) != 0
  }

  /// The physical page number.
  @inline(__always)
  public static func address(in entry: UInt64) -> HPA { HPA((entry & RISCVBit.frame) &<< 2) }

  /// R, W, X, U.
  @inline(__always)
  public static func rights(of entry: UInt64) -> AccessRights {
    AccessRights(
      rawValue: UInt8(
        truncatingIfNeeded: (entry &>> 2) & 1 | (entry &>> 3) & 2 | (entry &>> 1) & 4 | (entry &<< 2) & 8))
  }

  /// By the permission table, as a walk decides.
  @inline(__always)
  public static func permitted(by rights: AccessRights, _ rules: RISCVRules) -> AccessClassSet {
    let bits = rights.rawValue
    return rules.permissionTable.permitted(at: (bits & 8) &>> 3 | (bits & 1) &<< 1 | (bits & 4) | (bits & 2) &<< 2)
  }

  /// Not W without R, nor nothing at all, which would lead to a table.
  @inline(__always)
  public static func canExpress(_ rights: AccessRights) -> Bool {
    rights.contains(.read) || (rights.contains(.execute) && !rights.contains(.write))
  }
}
