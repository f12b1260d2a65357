/// What system registers make of a VMSAv8-64 descriptor.
public struct ARMRules: Sendable, BitwiseCopyable {
  let controls: ARMControls
  /// The width of the addresses that are translated.
  let inputBits: UInt8
  /// Where walks begin.
  let startLevel: PageLevel
  /// The bits of the first table's index.
  let rootIndexMask: UInt64
  /// The address bits that no physical address has.
  let unaddressable: UInt64
  /// AF, where hardware may set it.
  let settableAccessFlag: UInt64
  /// DBM, where hardware may manage the dirty state.
  let dirtyBitModifier: UInt64
  /// The attributes of table descriptors that count.
  let hierarchicalMask: UInt64
  let permissionTable: PermissionTable

  /// The rules of a first stage (TCR_EL1, SCTLR_EL1, PSTATE).
  ///
  /// - Parameters:
  ///   - granule: the size of a page, 4, 16 or 64 KiB.
  ///   - inputBits: 64 − TxSZ, 25 to 48: the width of the lower and of the upper range.
  ///   - outputBits: the size of physical addresses by IPS, 32 to 48.
  public init<Granule: ARMGranule>(
    stage1 granule: Granule.Type, controls: ARMControls, inputBits: UInt8 = 48, outputBits: UInt8 = 48
  ) {
    let start = Self.lowestStart(granule, inputBits)
    self.init(
      granule, controls, inputBits, outputBits, start, PermissionTable(armStage1: controls))
  }

  /// The rules of a second stage (VTCR_EL2).
  ///
  /// - Parameters:
  ///   - startLevel: where walks begin (VTCR_EL2.SL0); by default as in the first stage. One level lower is possible where
  ///     at most 16 tables then stand side by side as the root.
  public init<Granule: ARMGranule>(
    stage2 granule: Granule.Type, controls: ARMControls, inputBits: UInt8 = 48, outputBits: UInt8 = 48,
    startLevel: PageLevel? = nil
  ) {
    let start = startLevel ?? Self.lowestStart(granule, inputBits)
    self.init(granule, controls, inputBits, outputBits, start, PermissionTable(armStage2: controls))
  }

  private init<Granule: ARMGranule>(
    _ granule: Granule.Type, _ controls: ARMControls, _ inputBits: UInt8, _ outputBits: UInt8,
    _ startLevel: PageLevel, _ permissionTable: PermissionTable
  ) {
    precondition((25...48).contains(inputBits), "addresses of 25 to 48 bits are translated")
    precondition((32...48).contains(outputBits), "physical addresses have 32 to 48 bits")
    let below = UInt64(Granule.pageSize.shift) + (startLevel.rawValue - 1) * UInt64(Granule.indexBits)
    precondition(
      below < inputBits && UInt64(inputBits) <= below + UInt64(Granule.indexBits) + 4, "a root of 1 to 16 tables")
    self.controls = controls
    self.inputBits = inputBits
    self.startLevel = startLevel
    self.permissionTable = permissionTable
    rootIndexMask = (1 << (UInt64(inputBits) - below)) - 1
    unaddressable = ARMBit.address & ~((1 << UInt64(outputBits)) - 1)
    let setsFlag = controls.contains(.hardwareAccessFlag)
    settableAccessFlag = setsFlag ? ARMBit.accessFlag : 0
    dirtyBitModifier = setsFlag && controls.contains(.hardwareDirtyState) ? ARMBit.dirtyBitModifier : 0
    hierarchicalMask = controls.contains(.hierarchicalDisable) ? 0 : ~0
  }

  /// The lowest level at which one table covers all addresses.
  private static func lowestStart<Granule: ARMGranule>(_ granule: Granule.Type, _ inputBits: UInt8) -> PageLevel {
    let indexed = UInt64(inputBits - Granule.pageSize.shift)
    return PageLevel((indexed + UInt64(Granule.indexBits) - 1) / UInt64(Granule.indexBits))
  }
}
