/// The control registers of an AArch64 case. Source: Arm ARM (DDI 0487), D24.2: SCTLR_EL1, TCR_EL1, TTBR0_EL1, TTBR1_EL1.
public struct QEMUAArch64Controls: Equatable, Sendable {
  /// A translation granule.
  public enum Granule: Sendable {
    /// 4 KiB.
    case kib4
    /// 16 KiB; TTBR0 only.
    case kib16
    /// 64 KiB; TTBR0 only.
    case kib64
  }

  /// The physical address of the root.
  public var root: UInt64
  /// Whether the root is TTBR1's, for the upper addresses, rather than TTBR0's.
  ///
  /// The last entry of such a root, and its entry 255, must be those of ``reservedEntries``.
  public var isUpper = false
  /// T0SZ or T1SZ: 64 minus the number of address bits. Through TTBR1, not 26 or 35; see `aarch64/platform.h`.
  public var sizeOffset: UInt64
  /// The granule.
  public var granule = Granule.kib4
  /// TCR_EL1.IPS: how many bits output addresses may have, 0 to 5 for 32, 36, 40, 42, 44, 48.
  public var outputSize: UInt64 = 5
  /// TCR_EL1.HA: the processor sets access flags.
  public var setsAccessFlag = false
  /// TCR_EL1.HD: the processor makes entries with DBM writable; only with HA.
  public var setsDirtyState = false
  /// TCR_EL1.HPD0 or HPD1: limits in table entries have no effect.
  public var ignoresTableLimits = false
  /// SCTLR_EL1.WXN: what is writable is not executable.
  public var wxn = false
  /// PSTATE.PAN: EL1 may not load from and store to what EL0 may.
  public var pan = false

  /// Controls with all features off and outputs of 48 bits.
  public init(root: UInt64, sizeOffset: UInt64, isUpper: Bool = false) {
    self.root = root
    self.sizeOffset = sizeOffset
    self.isUpper = isUpper
  }

  /// The level of the root with 4 KiB granules, 0 to 3.
  public var startLevel: Int { 3 - (63 - Int(sizeOffset) - 12) / 9 }

  /// What a root for the upper addresses must hold, for the guest's own sake: positions and entries.
  public var reservedEntries: [Int: UInt64] {
    guard isUpper else { return [:] }
    let last = 1 << (64 - Int(sizeOffset) - 12 - 9 * (3 - startLevel)) - 1
    let entries = [(255, QEMULayout.aarch64NextTables[0] | 3), (last, QEMULayout.aarch64NextTables[startLevel] | 3)]
    // With T1SZ 17 the two are one.
    return Dictionary(entries) { $1 }
  }

  var registers: [UInt64] {
    [
      root, isUpper ? root : QEMULayout.aarch64Root, translationControl, wxn ? 1 << 19 : 0, pan ? 1 << 22 : 0,
    ]
  }

  private var translationControl: UInt64 {
    let lower: UInt64 = isUpper ? 25 : sizeOffset | granuleField << 14
    let upper: UInt64 = (isUpper ? sizeOffset : 17) << 16 | 0b10 << 30
    let updates: UInt64 = (setsAccessFlag ? 1 << 39 : 0) | (setsDirtyState ? 1 << 40 : 0)
    let limits: UInt64 = ignoresTableLimits ? (isUpper ? 1 << 42 : 1 << 41) : 0
    return lower | upper | outputSize << 32 | updates | limits
  }

  private var granuleField: UInt64 {
    switch granule {
    case .kib4: 0b00
    case .kib16: 0b10
    case .kib64: 0b01
    }
  }
}
