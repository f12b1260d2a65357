/// What techniques share under which hardware walks the guest's own tables, in one dimension.
protocol DirectWalking: MMUTechnique {
  associatedtype TLB: TranslationTLB
  /// The processor's TLB.
  var tlb: TLB { get set }
  /// The walker over the guest's tables.
  var walker: PageWalker<Guest> { get }
  /// The physical-to-machine map.
  var slots: MemorySlots { get }
  /// The address space in use.
  var asid: ASID { get }
  /// What was done so far.
  var counters: TechniqueCounters { get set }
}

extension DirectWalking where Guest.Input == GuestVirtual, Guest.Output == GuestPhysical {
  /// Fills the TLB with the page that a walk found, in front of the memory that the machine has there.
  ///
  /// - Parameter count: how many entries the walk read.
  @inline(__always)
  mutating func fill(
    _ translation: GuestTranslation, _ gva: GVA, _ access: GuestAccess, count: UInt64
  ) -> AccessOutcome {
    guard case .backed(let hpa, let isReadOnly) = slots.resolve(translation.address), !(isReadOnly && access.isStore)
    else {
      counters.references &+= count
      return .device(translation.address)
    }
    tlb.fill(gva, slots.piece(of: translation), hpa: hpa, isHostReadOnly: isReadOnly, asid: asid)
    counters.references &+= tlb.references(count, to: gva, Guest.self, walker.rules, asid: asid)
    return .memory(hpa)
  }
}
