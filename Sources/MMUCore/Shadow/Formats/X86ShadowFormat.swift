/// Shadow tables in x86's 64-bit formats.
///
/// The host runs with CR0.WP = 1 and EFER.NXE = 1, whatever the guest has, and with the guest's SMEP and SMAP.
public protocol X86ShadowFormat: X86Format, ShadowHostFormat {}

extension X86ShadowFormat {
  /// P.
  public static var presentBit: UInt64 { X86Bit.present }
  /// R/W.
  public static var writeBit: UInt64 { X86Bit.write }

  /// The rules of the hardware under a guest that has these controls.
  public static func rules(under controls: X86Controls) -> X86Rules {
    let kept = X86Controls(rawValue: controls.rawValue & (X86Controls.smep | X86Controls.smap).rawValue)
    return X86Rules(controls: kept | .writeProtect | .noExecute, honoursGlobal: false)
  }

  /// P, W, U and A.
  @inline(__always)
  public static func entry(toTable table: HPA) -> UInt64 {
    table.rawValue | X86Bit.present | X86Bit.write | X86Bit.user | X86Bit.accessed
  }

  /// P, A, D, PS above level 1, and W, U and NX as the rights say.
  @inline(__always)
  public static func entry(toPage page: HPA, at level: PageLevel, _ rights: AccessRights) -> UInt64 {
    let bits = UInt64(rights.rawValue)
    let always = X86Bit.present | X86Bit.accessed | X86Bit.dirty | (level > .leaf ? X86Bit.pageSize : 0)
    return page.rawValue | always | (bits & 3) &<< 1 | (~bits & 4) &<< 61
  }

  /// Level 1, or PS.
  @inline(__always)
  public static func isLeaf(_ entry: UInt64, at level: PageLevel) -> Bool {
    level == .leaf || entry & X86Bit.pageSize != 0
  }

  /// Bits 51:12.
  @inline(__always)
  public static func address(in entry: UInt64) -> HPA { HPA(entry & X86Bit.address) }

  /// W, U, NX inverted; and read, which every present entry grants.
  @inline(__always)
  public static func rights(of entry: UInt64) -> AccessRights {
    AccessRights(rawValue: UInt8(truncatingIfNeeded: (entry &>> 1) & 3 | (~entry &>> 61) & 4 | 8))
  }

  /// By the permission table, as a walk decides.
  @inline(__always)
  public static func permitted(by rights: AccessRights, _ rules: X86Rules) -> AccessClassSet {
    rules.permissionTable.permitted(by: rights)
  }

  /// Whatever can be read.
  @inline(__always)
  public static func canExpress(_ rights: AccessRights) -> Bool { rights.contains(.read) }
}
