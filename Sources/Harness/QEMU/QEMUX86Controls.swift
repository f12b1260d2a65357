/// The control registers of an x86-64 case. Source: Intel SDM volume 3A, sections 2.5, 4.1.3 and 4.6.
public struct QEMUX86Controls: Equatable, Sendable {
  /// The physical address of the root. Its last entry must be ``reservedEntry``.
  public var root: UInt64
  /// How many levels, 4 or 5: the same for all cases of a batch.
  public var levels: Int
  /// CR0.WP.
  public var wp = false
  /// EFER.NXE.
  public var nxe = false
  /// CR4.SMEP.
  public var smep = false
  /// CR4.SMAP.
  public var smap = false
  /// CR4.PGE.
  public var pge = false
  /// EFLAGS.AC.
  public var ac = false
  /// CR4.PKE.
  public var pke = false
  /// PKRU: for each of 16 keys the bits AD and WD.
  public var pkru: UInt32 = 0

  /// Controls with all features off.
  public init(root: UInt64, levels: Int = 4) {
    self.root = root
    self.levels = levels
  }

  /// What position 511 of a root must hold, for the guest's own sake.
  public var reservedEntry: UInt64 { (levels == 5 ? QEMULayout.x86PML4 : QEMULayout.x86PDPT) | 0x27 }

  var registers: [UInt64] {
    let cr4: UInt64 = (pge ? 1 << 7 : 0) | (smep ? 1 << 20 : 0) | (smap ? 1 << 21 : 0) | (pke ? 1 << 22 : 0)
    return [root, wp ? 1 << 16 : 0, cr4, nxe ? 1 << 11 : 0, UInt64(pkru), ac ? 1 << 18 : 0]
  }
}
