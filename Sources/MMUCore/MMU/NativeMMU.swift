/// An MMU without virtualization: a TLB over a walker over the guest's own tables.
///
/// The yardstick for every technique: what it shows the guest is what they all must show.
public struct NativeMMU<Format: PagingFormat, TLB: TranslationTLB>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  /// The TLB.
  public var tlb: TLB
  /// The walker, with the root and the rules in force.
  ///
  /// Whoever changes the root flushes what the architecture says. Whoever changes the rules calls `tlb.flushAll()`,
  /// whatever the architecture says: entries hold decisions that were made under the old ones.
  public var walker: PageWalker<Format>
  /// Where guest memory lies on the host.
  public var slots: MemorySlots
  /// The address space in use.
  public var asid: ASID
  /// What was done so far.
  public internal(set) var counters = TechniqueCounters()

  /// An MMU of these parts.
  public init(tlb: TLB, walker: PageWalker<Format>, slots: MemorySlots, asid: ASID = ASID(0)) {
    self.tlb = tlb
    self.walker = walker
    self.slots = slots
    self.asid = asid
  }

  /// Translates one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    var observer = Unobserved()
    return self.access(gva, access, observer: &observer)
  }

  /// Translates one access and tells the observer of the steps: on a miss hardware reads the tables, and nobody traps.
  @inline(__always)
  public mutating func access<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, observer: inout Observer
  ) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    return handleMiss(gva, access, &observer)
  }

  /// Walks, resolves and fills.
  @inline(never)
  private mutating func handleMiss<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> AccessOutcome {
    counters.tlbMisses &+= 1
    observer.observe(.untrappedMiss, at: gva)
    var counted = CountedWalk(observer)
    let outcome = walker.walk(gva, access, observer: &counted)
    observer = counted.observer
    switch outcome {
    case .fault(let fault):
      counters.guestFaults &+= 1
      // A page fault invalidates as INVLPG does (Intel SDM vol. 3A, section "Operations that Invalidate TLBs and
      // Paging-Structure Caches"): an entry that outlived its page-table entry must not answer the next load.
      tlb.invalidate(gva, asid: asid)
      return .fault(fault)
    case .mapped(let translation):
      counters.walks &+= 1
      if slots.provide(translation.address, isStore: access.isStore)?.movedFrom != nil { endWithdrawals() }
      let outcome = fill(translation, gva, access, count: counted.count)
      if case .memory(let hpa) = outcome { observer.observe(.fillFromTables, at: gva, frame: hpa.frame) }
      return outcome
    }
  }
}
