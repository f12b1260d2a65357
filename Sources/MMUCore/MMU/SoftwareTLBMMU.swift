/// The textbook's monitor of a machine whose TLB software fills: MIPS, and Disco on it.
///
/// The guest's kernel fills the TLB from its own tables, deprivileged: its write of an entry traps, and the monitor writes the
/// machine's frame in place of the guest's. Its return traps too. Before it wakes the kernel the monitor may look into a
/// software TLB of its own, which is much larger than the processor's.
///
/// Tables of any format serve as the kernel's own; its refill handler reads them as a walker would, and marks what it uses.
///
/// Without a monitor it is the machine alone: the kernel's handlers run as they are, and what they write is what is written.
/// A ``FlowObserver`` is told of every step of either.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B; Bugnion, Devine and Rosenblum, "Disco: Running
/// Commodity Operating Systems on Scalable Multiprocessors", SOSP 1997, sections 4.2 and 5.
public struct SoftwareTLBMMU<Format: PagingFormat>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  /// The processor's TLB.
  public var tlb: HardwareTLB
  /// The monitor's; `nil` for a monitor without one.
  public var softwareTLB: SetAssociativeTLB<UInt64>?
  /// The kernel's refill handler.
  public var walker: PageWalker<Format>
  /// The physical-to-machine map.
  public var slots: MemorySlots
  /// Whether a monitor stands between the kernel and the machine.
  public let isMonitored: Bool
  /// The address space in use.
  public private(set) var asid: ASID
  /// What was done so far.
  public private(set) var counters = TechniqueCounters()
  /// The access that the kernel's refill handler found no page for: its fault handler fills the TLB before it returns.
  private var pendingRefill: (gva: GVA, access: GuestAccess)?

  /// An MMU of these parts.
  public init(
    tlb: HardwareTLB, softwareTLB: SetAssociativeTLB<UInt64>?, walker: PageWalker<Format>, slots: MemorySlots,
    isMonitored: Bool = true, asid: ASID = ASID(0)
  ) {
    self.tlb = tlb
    self.softwareTLB = softwareTLB
    self.walker = walker
    self.slots = slots
    self.isMonitored = isMonitored
    self.asid = asid
  }

  /// Makes one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    var observer = Unobserved()
    return self.access(gva, access, observer: &observer)
  }

  /// Makes one access and tells the observer of the steps.
  @inline(__always)
  public mutating func access<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, observer: inout Observer
  ) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    return handleMiss(gva, access, &observer)
  }

  /// The processor traps to the monitor, or without one to the kernel.
  @inline(never)
  private mutating func handleMiss<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> AccessOutcome {
    counters.tlbMisses &+= 1
    observer.observe(.tlbMiss, at: gva)
    observer.observe(.enterKernelMode)
    if access.isStore, let hpa = makeWritable(gva, access, &observer) { return .memory(hpa) }
    countExit(.tlbMiss)
    if let hpa = refillFromSoftwareTLB(gva, access, &observer) { return .memory(hpa) }
    return refillByKernel(gva, access, &observer)
  }

  /// Counts what is an exit if there is somebody to exit to.
  @inline(__always)
  private mutating func countExit(_ cause: ExitCause) { if isMonitored { counters.exits[cause] &+= 1 } }

  /// The first store to a page that was entered for loads only, since it was clean: the monitor lets it be written, and
  /// the kernel is not asked (Disco, section 4.2.3: it finds out which pages are modified).
  private mutating func makeWritable<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> HPA? {
    let load = GuestAccess(.load, access.privilege)
    guard tlb.lookup(gva, load, asid: asid) != nil, case .mapped(let translation) = walker.walk(gva, access),
      case .backed(let hpa, isReadOnly: false) = provide(translation, access)
    else { return nil }
    countExit(.hiddenFault)
    write(translation, hpa, isReadOnly: false, gva)
    observer.observe(isMonitored ? .refill : .updateTLB, at: gva, frame: hpa.frame)
    observer.observe(.leaveKernelMode)
    observer.observe(.retry, at: gva)
    return hpa
  }

  /// The monitor refills at once what it remembers.
  private mutating func refillFromSoftwareTLB<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> HPA? {
    guard softwareTLB != nil, HardwareTLB.canHold(gva) else { return nil }
    let word = softwareTLB?.lookup(gva, asid: asid)
    guard let word, let hpa = TranslationWord(rawValue: word).hpa(of: gva, access) else {
      counters.softwareMisses &+= 1
      return nil
    }
    counters.softwareHits &+= 1
    tlb.fill(TranslationWord(rawValue: word), gva, asid: asid)
    observer.observe(.refill, at: gva, frame: hpa.frame)
    observer.observe(.leaveKernelMode)
    observer.observe(.retry, at: gva)
    return hpa
  }

  /// The kernel's miss handler runs: entered by the monitor, and then its write of the TLB and its return trap.
  private mutating func refillByKernel<Observer: FlowObserver>(
    _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> AccessOutcome {
    if isMonitored { lowerPrivilege(.callMissHandler, at: gva, &observer) }
    var counter = ReferenceCounter()
    switch walker.walk(gva, access, observer: &counter) {
    case .fault(let fault):
      counters.guestFaults &+= 1
      drop(gva)
      pendingRefill = (gva, access)
      observer.observe(.findNoPage, at: gva)
      return .fault(fault)
    case .mapped(let translation):
      counters.walks &+= 1
      counters.references &+= counter.count
      let isMemory = update(translation, gva, access, &observer)
      returnFromMiss(gva, &observer)
      return isMemory.map { .memory($0) } ?? .device(translation.address)
    }
  }

  /// The monitor goes on at one of the kernel's handlers, which is not privileged.
  @inline(__always)
  private func lowerPrivilege<Observer: FlowObserver>(_ step: FlowStep, at gva: GVA, _ observer: inout Observer) {
    observer.observe(step, at: gva)
    observer.observe(.leaveKernelMode)
  }

  /// The kernel writes the TLB: its own frame without a monitor; with one that traps, and the machine's is written.
  ///
  /// - Returns: where the access goes; `nil` if to no memory that it may reach.
  private mutating func update<Observer: FlowObserver>(
    _ translation: Translation<GuestPhysical>, _ gva: GVA, _ access: GuestAccess, _ observer: inout Observer
  ) -> HPA? {
    guard case .backed(let hpa, let isReadOnly) = provide(translation, access), !(isReadOnly && access.isStore)
    else { return nil }
    countExit(.tlbWrite)
    write(translation, hpa, isReadOnly: isReadOnly, gva)
    observer.observe(.updateTLB, at: gva, frame: translation.address.frame)
    if isMonitored {
      observer.observe(.enterKernelMode)
      observer.observe(.installMachineFrame, at: gva, frame: hpa.frame)
      observer.observe(.leaveKernelMode)
    }
    return hpa
  }

  /// The kernel returns from a miss: with a monitor that traps as well.
  private mutating func returnFromMiss<Observer: FlowObserver>(_ gva: GVA, _ observer: inout Observer) {
    if isMonitored {
      observer.observe(.returnFromTrap, at: gva)
      trapReturn(&observer)
    }
    observer.observe(.leaveKernelMode)
    observer.observe(.retry, at: gva)
  }

  /// The kernel's return traps, and the monitor makes it.
  private mutating func trapReturn<Observer: FlowObserver>(_ observer: inout Observer) {
    counters.exits[.trapReturn] &+= 1
    observer.observe(.enterKernelMode)
    observer.observe(.makeReturn)
  }

  /// Writes the TLB, with the machine's frame.
  private mutating func write(_ translation: GuestTranslation, _ hpa: HPA, isReadOnly: Bool, _ gva: GVA) {
    let size = slots.piece(of: translation).pageSize
    let word = TranslationWord(translation, hpa: hpa, isHostReadOnly: isReadOnly, size: size)
    tlb.fill(word, gva, asid: asid)
    softwareTLB?.insert(gva, word.size, asid: asid, isGlobal: word.isGlobal, payload: word.rawValue)
  }

  /// Where a page is, once the monitor has seen to it that it is there.
  private mutating func provide(_ translation: GuestTranslation, _ access: GuestAccess) -> MemorySlots.Resolution {
    if let old = slots.provide(translation.address, isStore: access.isStore)?.movedFrom {
      withdraw(translation.address.frame, from: old)
      endWithdrawals()
    }
    return slots.resolve(translation.address)
  }

  private mutating func drop(_ gva: GVA) {
    tlb.invalidate(gva, asid: asid)
    softwareTLB?.invalidate(gva, asid: asid)
  }

  // MARK: Ways in and out of the kernel

  /// A trap goes to the monitor first, where there is one; the observer is told. A page fault came by the miss that was counted.
  public mutating func enterKernel<Observer: FlowObserver>(_ entry: KernelEntry, observer: inout Observer) {
    guard entry != .pageFault else { return }
    observer.observe(entry == .systemCall ? .systemCall : .interrupt)
    observer.observe(.enterKernelMode)
    if isMonitored {
      counters.exits[.trap] &+= 1
      lowerPrivilege(.callTrapHandler, at: GVA(0), &observer)
    }
    observer.observe(.handleTrap)
  }

  /// The return traps where there is a monitor, and the observer is told; before the one from a page fault the kernel writes the
  /// entry that was missing.
  public mutating func leaveKernel<Observer: FlowObserver>(observer: inout Observer) {
    if let (gva, access) = pendingRefill {
      pendingRefill = nil
      if case .mapped(let translation) = walker.walk(gva, access) { _ = update(translation, gva, access, &observer) }
      return returnFromMiss(gva, &observer)
    }
    if isMonitored { trapReturn(&observer) }
    observer.observe(.leaveKernelMode)
    observer.observe(.resume)
  }
}

extension SoftwareTLBMMU: MMUTechnique {
  /// The format of the kernel's own tables.
  public typealias Guest = Format

  /// What the software TLB takes, in frames.
  public var monitorFrames: UInt64 {
    let geometry = softwareTLB?.geometry
    let words = (geometry?.wordCount ?? 0) &+ (geometry?.capacity ?? 0)
    return (UInt64(words) &* 8 &+ 4095) / 4096
  }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4)
  @_specialize(where Format == X86Legacy32)
  @_specialize(where Format == RISCVSv39)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    let run = runEach(accesses)
    counters.accesses &+= UInt64(run.count)
    return run
  }

  /// Stores an entry to a table: ordinary memory to the monitor.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    counters.accesses &+= 1
    let outcome = access(gva, GuestAccess(.store, .supervisor))
    if case .memory = outcome { walker.memory.storeEntry(entry, at: place, Format.entrySize) }
    return outcome
  }

  /// Loads another address space's number, which is privileged.
  public mutating func loadRoot(_ root: Format.Root, asid: ASID, keepsTranslations: Bool) {
    countExit(.rootLoad)
    walker.root = root
    self.asid = asid
    if !keepsTranslations { forget(asid) }
  }

  /// Empties an entry, which is privileged.
  public mutating func invalidate(_ gva: GVA) {
    countExit(.invalidation)
    drop(gva)
  }

  /// Empties an address space's entries, which the kernel asks for once.
  public mutating func flushSpace(_ asid: ASID) {
    countExit(.flush)
    forget(asid)
  }

  private mutating func forget(_ asid: ASID) {
    counters.flushes &+= 1
    tlb.flush(asid: asid)
    softwareTLB?.flush(asid: asid)
  }

  /// Empties everything, which the kernel asks for once.
  public mutating func flushAll() {
    countExit(.flush)
    counters.flushes &+= 1
    tlb.flushAll()
    softwareTLB?.flushAll()
  }

  /// As the slots have it.
  public var frames: UnsafeMutablePointer<FrameMap>? { slots.frames }

  /// The monitor's TLB drops its entries of the frame.
  public mutating func withdraw(_ frame: GFN, from place: HFN) {
    softwareTLB?.invalidate { TranslationWord(rawValue: $0).covers(place) }
  }

  /// Empties the TLB, which does not know its pages by their frames.
  public mutating func endWithdrawals() {
    counters.flushes &+= 1
    tlb.flushAll()
  }

  /// Traps.
  public mutating func callMonitor() { counters.exits[.hypercall] &+= 1 }

  /// The processor comes from another machine.
  public mutating func takeTurn() {
    counters.exits[.worldSwitch] &+= 1
    if tlb.takeTurn() { counters.flushes &+= 1 }
  }

  /// A trap goes to the monitor first, where there is one.
  public mutating func enterKernel(_ entry: KernelEntry) {
    var observer = Unobserved()
    enterKernel(entry, observer: &observer)
  }

  /// The return traps where there is a monitor.
  public mutating func leaveKernel() {
    var observer = Unobserved()
    leaveKernel(observer: &observer)
  }

  /// The kernel enters its low-power mode, which traps.
  public mutating func idle() { countExit(.idle) }
}
