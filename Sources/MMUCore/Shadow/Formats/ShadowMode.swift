/// The guest's controls on which the meaning of its entries depends, so that pages made under others cannot be used.
///
/// SMEP and SMAP matter only where CR0.WP is 0: else the hardware that walks the shadow tables decides by them itself, with the
/// guest's own value. (Linux, mmu.rst: `role.smep_andnot_wp`, `role.smap_andnot_wp`.)
public struct ShadowMode: FlagSet {
  /// One bit a control, nine at most.
  public let rawValue: UInt16

  /// The mode with the given bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// EFER.NXE.
  public static var noExecute: ShadowMode { ShadowMode(rawValue: 1) }
  /// CR0.WP.
  public static var writeProtect: ShadowMode { ShadowMode(rawValue: 2) }
  /// CR4.SMEP with CR0.WP = 0.
  public static var smepWithoutWriteProtect: ShadowMode { ShadowMode(rawValue: 4) }
  /// CR4.SMAP with CR0.WP = 0.
  public static var smapWithoutWriteProtect: ShadowMode { ShadowMode(rawValue: 8) }
  /// CR4.PSE, in 32-bit paging.
  public static var pageSizeExtensions: ShadowMode { ShadowMode(rawValue: 16) }
  /// Hardware may set A and D (always on x86, RISC-V's Svadu).
  public static var hardwareAccessedDirty: ShadowMode { ShadowMode(rawValue: 32) }
  /// RISC-V's MXR.
  public static var makeExecutableReadable: ShadowMode { ShadowMode(rawValue: 64) }
  /// RISC-V's SUM.
  public static var supervisorUserMemory: ShadowMode { ShadowMode(rawValue: 128) }
}
