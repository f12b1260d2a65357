import MMUCore

/// An MMU without virtualization: a TLB over a walker, and slots that say where guest memory lies on the host.
public struct ReferenceMMU {
  /// What one access came to.
  public struct Result: Equatable, Sendable {
    /// Where it goes, or the fault.
    public var outcome: AccessOutcome
    /// Whether the TLB answered.
    public var wasHit: Bool
  }

  /// The TLB.
  public var tlb: ReferenceTLB
  /// The walker.
  public var walker: ReferenceX86Long
  /// The slots, in any order; none overlap.
  public var slots: [MemorySlot]
  /// The address space in use.
  public var asid: ASID

  /// An MMU of these parts.
  public init(tlb: ReferenceTLB, walker: ReferenceX86Long, slots: [MemorySlot], asid: ASID) {
    self.tlb = tlb
    self.walker = walker
    self.slots = slots
    self.asid = asid
  }

  /// Translates one access.
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> Result {
    if let hpa = tlb.lookup(gva, access, asid: asid) {
      return Result(outcome: .memory(hpa), wasHit: true)
    }
    switch walker.walk(gva, access) {
    case .fault(let fault):
      if fault.reason != .nonCanonical { tlb.invalidate(gva, asid: asid) }
      return Result(outcome: .fault(fault), wasHit: false)
    case .mapped(let translation):
      return Result(outcome: reach(translation, gva, access), wasHit: false)
    }
  }

  /// Where a guest physical address leads; the TLB remembers only what leads to memory.
  private mutating func reach(
    _ translation: ReferenceTranslation<GuestPhysical>, _ gva: GVA, _ access: GuestAccess
  ) -> AccessOutcome {
    let frame = translation.address.rawValue / 4096
    for slot in slots where frame >= slot.firstGuestFrame.rawValue {
      let distance = frame - slot.firstGuestFrame.rawValue
      if distance >= slot.frameCount { continue }
      if slot.isReadOnly && access.kind == .store { break }
      let hpa = HPA((slot.firstHostFrame.rawValue + distance) * 4096 + translation.address.rawValue % 4096)
      tlb.fill(gva, translation, hpa: hpa, isHostReadOnly: slot.isReadOnly, asid: asid)
      return .memory(hpa)
    }
    return .device(translation.address)
  }
}
