import MMUCore

/// A two-dimensional walk: a walk of the guest's tables in a memory that a second stage translates, then the second stage's
/// of what it gave.
public struct ReferenceNestedWalker<Guest: ReferencePaging, Stage2: ReferencePaging>
where
  Guest.Input == GuestVirtual, Guest.Output == GuestPhysical, Stage2.Input == GuestPhysical,
  Stage2.Output == HostPhysical
{
  private let memory: ReferenceNestedMemory<Stage2>
  private let guest: Guest
  private let stage2: Stage2
  private let hostAccess: (GuestAccess, AccessRights) -> GuestAccess

  /// - Parameters:
  ///   - tableRead: what reading an entry of the guest's tables is to the second stage.
  ///   - hostAccess: what an access is to the second stage, given what the guest's tables grant.
  ///   - guest: makes the guest's walker over the memory that it is given.
  public init(
    _ stage2: Stage2, tableRead: GuestAccess, hostAccess: @escaping (GuestAccess, AccessRights) -> GuestAccess,
    guest: (ReferenceMemory<GuestPhysical>) -> Guest
  ) {
    memory = ReferenceNestedMemory(stage2, tableRead: tableRead)
    self.stage2 = stage2
    self.hostAccess = hostAccess
    self.guest = guest(memory)
  }

  /// Translates one access.
  public func walk(_ gva: GVA, _ access: GuestAccess) -> ReferenceNestedResult {
    memory.begin()
    let outcome = guest.walk(gva, access)
    if let failure = memory.failure { return .hostFault(failure.fault, failure.gpa, failure.cause) }
    switch outcome {
    case .fault(let fault): return .guestFault(fault)
    case .mapped(let translation):
      switch stage2.walk(translation.address, hostAccess(access, translation.rights)) {
      case .fault(let fault): return .hostFault(fault, translation.address, .access)
      case .mapped(let host): return .mapped(translation, host)
      }
    }
  }
}
