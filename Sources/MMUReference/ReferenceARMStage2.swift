import MMUCore

/// VMSAv8-64 stage 2 of the EL1&0 regime, for 48-bit addresses: no FEAT_LPA or FEAT_LPA2.
///
/// Where the manual leaves a choice, it chooses as ``ReferenceARMStage1`` does.
///
/// Source: Arm ARM (DDI 0487), chapter D8; pseudocode AArch64.S2Translate and AArch64.S2Walk.
public struct ReferenceARMStage2: ReferencePaging {
  /// The memory that holds the tables.
  public let memory: ReferenceMemory<HostPhysical>
  /// VTTBR_EL2's base address, aligned to all of the concatenated tables.
  public var root: HPA
  /// VTCR_EL2.TG0: shift 12, 14 or 16.
  public let granule: PageSize
  /// 64 − VTCR_EL2.T0SZ: 25 to 48.
  public let inputBits: Int
  /// The size that VTCR_EL2.PS encodes: 32 to 48.
  public let outputBits: Int
  /// The manual's level that VTCR_EL2.SL0 encodes: 0 to 3.
  public let startLevelARM: Int
  /// VTCR_EL2 and FEAT_XNX.
  public var controls: ARMControls

  /// A walker.
  ///
  /// - Precondition: the sizes are among those named, and the start level is consistent with them: at least one index bit
  ///   is left for it, and at most 16 tables are concatenated.
  public init(
    memory: ReferenceMemory<HostPhysical>, root: HPA, granule: PageSize, inputBits: Int, outputBits: Int,
    startLevelARM: Int, controls: ARMControls
  ) {
    precondition([12, 14, 16].contains(granule.shift), "the granule is 4 KiB, 16 KiB or 64 KiB")
    precondition((25...48).contains(inputBits) && (32...48).contains(outputBits), "addresses have at most 48 bits")
    precondition((0...3).contains(startLevelARM), "levels are 0 to 3")
    let geometry = ReferenceARMGranule(bits: Int(granule.shift))
    let indexBits = inputBits - geometry.shift(at: startLevelARM)
    // S2InconsistentSL().
    precondition((1...geometry.stride + 4).contains(indexBits), "the start level does not suit the input size")
    self.memory = memory
    self.root = root
    self.granule = granule
    self.inputBits = inputBits
    self.outputBits = outputBits
    self.startLevelARM = startLevelARM
    self.controls = controls
  }

  /// Translates one access, and sets the Access flag and the dirty state that hardware sets.
  public func walk(_ address: GPA, _ access: GuestAccess) -> ReferenceWalkResult<HostPhysical> {
    do {
      return .mapped(try translate(address.rawValue, access))
    } catch {
      return .fault(error.fault)
    }
  }

  private func translate(
    _ ipa: UInt64, _ access: GuestAccess
  ) throws(WalkFailure) -> ReferenceTranslation<HostPhysical> {
    let leaf = try tables(for: ipa).leaf(for: ipa)
    let level = ReferenceARMTables<HostPhysical>.pageLevel(leaf.level)
    let hasFlag = leaf.descriptor.af || controls.contains(.hardwareAccessFlag)
    guard hasFlag else { throw WalkFailure(.accessFlag, at: level) }
    let permissions = ReferenceARMStage2Permissions(leaf.descriptor, controls)
    guard permissions.allows(access) else { throw WalkFailure(.protection, at: level) }
    let descriptor = updated(leaf.descriptor, access)
    memory.setWord(descriptor.value, at: leaf.location)
    return ReferenceTranslation(
      address: leaf.address, pageSize: leaf.pageSize, rights: permissions.rights, permitted: permitted(by: permissions),
      isDirty: !isWritableClean(descriptor), isGlobal: false)
  }

  private func tables(for ipa: UInt64) throws(WalkFailure) -> ReferenceARMTables<HostPhysical> {
    // IPAIsOutOfRange().
    guard ipa / (1 << UInt64(inputBits)) == 0 else {
      throw WalkFailure(.nonCanonical, at: ReferenceARMTables<HostPhysical>.pageLevel(startLevelARM))
    }
    return ReferenceARMTables(
      memory: memory, granule: ReferenceARMGranule(bits: Int(granule.shift)), inputBits: inputBits,
      outputBits: outputBits, startLevel: startLevelARM, root: root.rawValue)
  }

  /// Sets AF; sets S2AP[1], which permits stage 2 writes.
  private func updated(_ descriptor: ReferenceARMDescriptor, _ access: GuestAccess) -> ReferenceARMDescriptor {
    var descriptor = descriptor
    if controls.contains(.hardwareAccessFlag) { descriptor = descriptor.setting(10, to: true) }
    if access.kind == .store && isWritableClean(descriptor) { descriptor = descriptor.setting(7, to: true) }
    return descriptor
  }

  /// DBM 1 and S2AP[1] 0 under hardware management of dirty state.
  private func isWritableClean(_ descriptor: ReferenceARMDescriptor) -> Bool {
    ReferenceARMStage1Permissions.updatesDirtyState(controls) && descriptor.dbm && !descriptor.bit(7)
  }

  /// Every class of access, asked one by one. Where a store would first change the dirty state, hardware does it.
  private func permitted(by permissions: ReferenceARMStage2Permissions) -> AccessClassSet {
    GuestAccess.everyClass.filter { permissions.allows($0) }.reduce(.none) { $0 | $1.asSet }
  }
}
