import MMUCore

/// Sv32: 32-bit virtual addresses, 2 levels, 34-bit physical addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv32: Page-Based 32-bit Virtual-Memory Systems".
public struct ReferenceRISCVSv32: ReferencePaging {
  /// The memory that holds the page tables.
  public let memory: ReferenceMemory<GuestPhysical>
  /// The root's address: satp.PPN × 4096.
  public var root: Address<GuestPhysical>
  /// sstatus, or vsstatus for a virtual machine, and the extensions in force.
  public var controls: RISCVControls

  /// A walker.
  public init(memory: ReferenceMemory<GuestPhysical>, root: Address<GuestPhysical>, controls: RISCVControls) {
    self.memory = memory
    self.root = root
    self.controls = controls
  }

  /// Translates one access, and sets the A and D bits that hardware sets.
  public func walk(_ address: Address<GuestVirtual>, _ access: GuestAccess) -> ReferenceWalkResult<GuestPhysical> {
    // "For Sv32, … LEVELS=2", "PTESIZE=4".
    let process = ReferenceRISCVProcess(
      memory: memory, root: root.rawValue, levels: 2, entrySize: 4, isGuestStage: false, controls: controls)
    return process.walk(address.rawValue, access)
  }
}
