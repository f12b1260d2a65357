import MMUCore

/// VMSAv8-64 stage 1 of the EL1&0 regime, for 48-bit addresses: no FEAT_LPA, FEAT_LPA2 or FEAT_LVA.
///
/// Where the manual leaves a choice: a Permission fault sets no Access flag (CONSTRAINED UNPREDICTABLE), and a Contiguous bit
/// whose range is wider than the input address is no fault (IMPLEMENTATION DEFINED) – the output address then takes all of
/// the range's bits from the virtual address, as StageOA() does.
///
/// Source: Arm ARM (DDI 0487), chapter D8; pseudocode AArch64.S1Translate and AArch64.S1Walk.
public struct ReferenceARMStage1: ReferencePaging {
  /// The memory that holds the tables.
  public let memory: ReferenceMemory<GuestPhysical>
  /// TTBR0_EL1's base address, for the lower range.
  public var ttbr0: GPA
  /// TTBR1_EL1's base address, for the upper range.
  public var ttbr1: GPA
  /// TCR_EL1.TG0 and TG1, one granule for both ranges: shift 12, 14 or 16.
  public let granule: PageSize
  /// 64 − TCR_EL1.T0SZ, and T1SZ the same: 25 to 48.
  public let inputBits: Int
  /// The size that TCR_EL1.IPS encodes: 32 to 48.
  public let outputBits: Int
  /// TCR_EL1, SCTLR_EL1 and PSTATE.
  public var controls: ARMControls

  /// A walker.
  ///
  /// - Precondition: the sizes are among those named.
  public init(
    memory: ReferenceMemory<GuestPhysical>, ttbr0: GPA, ttbr1: GPA, granule: PageSize, inputBits: Int, outputBits: Int,
    controls: ARMControls
  ) {
    precondition([12, 14, 16].contains(granule.shift), "the granule is 4 KiB, 16 KiB or 64 KiB")
    precondition((25...48).contains(inputBits) && (32...48).contains(outputBits), "addresses have at most 48 bits")
    self.memory = memory
    self.ttbr0 = ttbr0
    self.ttbr1 = ttbr1
    self.granule = granule
    self.inputBits = inputBits
    self.outputBits = outputBits
    self.controls = controls
  }

  /// Translates one access, and sets the Access flag and the dirty state that hardware sets.
  public func walk(_ address: GVA, _ access: GuestAccess) -> ReferenceWalkResult<GuestPhysical> {
    do {
      return .mapped(try translate(address.rawValue, access))
    } catch {
      return .fault(error.fault)
    }
  }

  private func translate(
    _ va: UInt64, _ access: GuestAccess
  ) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    let leaf = try tables(for: va).leaf(for: va)
    let level = ReferenceARMTables<GuestPhysical>.pageLevel(leaf.level)
    // "descriptor<10> == '0' && walkparams.ha == '0'" comes before the permissions.
    let hasFlag = leaf.descriptor.af || controls.contains(.hardwareAccessFlag)
    guard hasFlag else { throw WalkFailure(.accessFlag, at: level) }
    let permissions = ReferenceARMStage1Permissions(leaf.descriptor, under: leaf.tables, controls)
    guard permissions.allows(access) else { throw WalkFailure(.protection, at: level) }
    let descriptor = updated(leaf.descriptor, access)
    memory.setWord(descriptor.value, at: leaf.location)
    return ReferenceTranslation(
      address: leaf.address, pageSize: leaf.pageSize, rights: permissions.rights, permitted: permitted(by: permissions),
      isDirty: !isWritableClean(descriptor), isGlobal: !descriptor.bit(11))
  }

  /// The range that holds an address: TTBR0's where all bits above the input address are 0, TTBR1's where all are 1.
  private func tables(for va: UInt64) throws(WalkFailure) -> ReferenceARMTables<GuestPhysical> {
    let geometry = ReferenceARMGranule(bits: Int(granule.shift))
    let startLevel = geometry.startLevel(inputBits: inputBits)
    let upper = va / (1 << UInt64(inputBits))
    let isLower = upper == 0
    let isUpper = upper == UInt64.max / (1 << UInt64(inputBits))
    let isDisabled = controls.contains(isLower ? .lowerDisable : .upperDisable)
    guard isLower || isUpper, !isDisabled else {
      throw WalkFailure(.nonCanonical, at: ReferenceARMTables<GuestPhysical>.pageLevel(startLevel))
    }
    return ReferenceARMTables(
      memory: memory, granule: geometry, inputBits: inputBits, outputBits: outputBits, startLevel: startLevel,
      root: isLower ? ttbr0.rawValue : ttbr1.rawValue)
  }

  /// Sets AF; clears AP[2], which permits stage 1 writes.
  private func updated(_ descriptor: ReferenceARMDescriptor, _ access: GuestAccess) -> ReferenceARMDescriptor {
    var descriptor = descriptor
    if controls.contains(.hardwareAccessFlag) { descriptor = descriptor.setting(10, to: true) }
    if access.kind == .store && isWritableClean(descriptor) { descriptor = descriptor.setting(7, to: false) }
    return descriptor
  }

  /// DBM 1 and AP[2] 1 under hardware management of dirty state.
  private func isWritableClean(_ descriptor: ReferenceARMDescriptor) -> Bool {
    ReferenceARMStage1Permissions.updatesDirtyState(controls) && descriptor.dbm && descriptor.bit(7)
  }

  /// Every class of access, asked one by one. Where a store would first change the dirty state, hardware does it.
  private func permitted(by permissions: ReferenceARMStage1Permissions) -> AccessClassSet {
    GuestAccess.everyClass.filter { permissions.allows($0) }.reduce(.none) { $0 | $1.asSet }
  }
}
