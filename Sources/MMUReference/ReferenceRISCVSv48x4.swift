import MMUCore

/// Sv48x4, the second stage: guest physical addresses two bits wider than Sv48's virtual ones, a root four times as large.
///
/// Source: RISC-V Privileged Architecture 1.13, chapter "Hypervisor Extension", section "Guest Physical Address
/// Translation".
public struct ReferenceRISCVSv48x4: ReferencePaging {
  /// The memory that holds the page tables.
  public let memory: ReferenceMemory<HostPhysical>
  /// The root's address: hgatp.PPN × 4096, a multiple of 16 KiB.
  public var root: Address<HostPhysical>
  /// The hypervisor's own controls. MXR is that of sstatus: "Setting MXR at VS-level does not override guest-physical
  /// page protections. Setting MXR at HS-level, however, overrides both". SUM has no part in this stage.
  public var controls: RISCVControls

  /// A walker.
  public init(memory: ReferenceMemory<HostPhysical>, root: Address<HostPhysical>, controls: RISCVControls) {
    self.memory = memory
    self.root = root
    self.controls = controls
  }

  /// Translates one access, and sets the A and D bits that hardware sets.
  public func walk(_ address: Address<GuestPhysical>, _ access: GuestAccess) -> ReferenceWalkResult<HostPhysical> {
    // "all other aspects of … Sv48 … are adopted unchanged": LEVELS is 4, PTESIZE 8.
    let process = ReferenceRISCVProcess(
      memory: memory, root: root.rawValue, levels: 4, entrySize: 8, isGuestStage: true, controls: controls)
    return process.walk(address.rawValue, access)
  }
}
