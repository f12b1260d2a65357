import MMUCore

/// Sv57: 57-bit virtual addresses, 5 levels, 56-bit physical addresses.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Sv57: Page-Based 57-bit Virtual-Memory System".
public struct ReferenceRISCVSv57: ReferencePaging {
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
    // "LEVELS equals 5 and PTESIZE equals 8."
    let process = ReferenceRISCVProcess(
      memory: memory, root: root.rawValue, levels: 5, entrySize: 8, isGuestStage: false, controls: controls)
    return process.walk(address.rawValue, access)
  }
}
