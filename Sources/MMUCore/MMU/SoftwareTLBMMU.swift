/// The textbook's monitor of a machine whose TLB software fills: MIPS, and Disco on it.
///
/// The guest's kernel fills the TLB from its own tables, deprivileged: its write of an entry traps, and the monitor writes the
/// machine's frame in place of the guest's. Its return traps too. Before it wakes the kernel the monitor may look into a
/// software TLB of its own, which is much larger than the processor's.
///
/// Tables of any format serve as the kernel's own; its refill handler reads them as a walker would, and marks what it uses.
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
  /// The address space in use.
  public private(set) var asid: ASID
  /// What was done so far.
  public private(set) var counters = TechniqueCounters()
  /// The access that the kernel's refill handler found no page for: its fault handler fills the TLB before it returns.
  private var pendingRefill: (gva: GVA, access: GuestAccess)?

  /// An MMU of these parts.
  public init(
    tlb: HardwareTLB, softwareTLB: SetAssociativeTLB<UInt64>?, walker: PageWalker<Format>, slots: MemorySlots,
    asid: ASID = ASID(0)
  ) {
    self.tlb = tlb
    self.softwareTLB = softwareTLB
    self.walker = walker
    self.slots = slots
    self.asid = asid
  }

  /// Makes one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    return handleMiss(gva, access)
  }

  /// The processor traps to the monitor.
  @inline(never)
  private mutating func handleMiss(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    counters.tlbMisses &+= 1
    if access.isStore, let hpa = makeWritable(gva, access) { return .memory(hpa) }
    counters.exits[.tlbMiss] &+= 1
    if let hpa = refillFromSoftwareTLB(gva, access) { return .memory(hpa) }
    return refillByKernel(gva, access)
  }

  /// The first store to a page that the monitor entered for loads only, since it was clean: the monitor lets it be written, and
  /// the kernel is not asked (Disco, section 4.2.3: it finds out which pages are modified).
  private mutating func makeWritable(_ gva: GVA, _ access: GuestAccess) -> HPA? {
    let load = GuestAccess(.load, access.privilege)
    guard tlb.lookup(gva, load, asid: asid) != nil, case .mapped(let translation) = walker.walk(gva, access),
      case .backed(let hpa, isReadOnly: false) = provide(translation, access)
    else { return nil }
    counters.exits[.hiddenFault] &+= 1
    write(translation, hpa, isReadOnly: false, gva)
    return hpa
  }

  /// The monitor refills at once what it remembers.
  private mutating func refillFromSoftwareTLB(_ gva: GVA, _ access: GuestAccess) -> HPA? {
    guard softwareTLB != nil, HardwareTLB.canHold(gva) else { return nil }
    let word = softwareTLB?.lookup(gva, asid: asid)
    guard let word, let hpa = TranslationWord(rawValue: word).hpa(of: gva, access) else {
      counters.softwareMisses &+= 1
      return nil
    }
    counters.softwareHits &+= 1
    tlb.fill(TranslationWord(rawValue: word), gva, asid: asid)
    return hpa
  }

  /// The monitor enters the kernel's miss handler, whose write of the TLB and whose return trap.
  private mutating func refillByKernel(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    var counter = ReferenceCounter()
    switch walker.walk(gva, access, observer: &counter) {
    case .fault(let fault):
      counters.guestFaults &+= 1
      drop(gva)
      pendingRefill = (gva, access)
      return .fault(fault)
    case .mapped(let translation):
      counters.walks &+= 1
      counters.references &+= counter.count
      guard case .backed(let hpa, let isReadOnly) = provide(translation, access), !(isReadOnly && access.isStore)
      else {
        counters.exits[.trapReturn] &+= 1
        return .device(translation.address)
      }
      counters.exits[.tlbWrite] &+= 1
      write(translation, hpa, isReadOnly: isReadOnly, gva)
      counters.exits[.trapReturn] &+= 1
      return .memory(hpa)
    }
  }

  /// The monitor writes what the kernel's trapped instruction asked for, with the machine's frame.
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
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    let count = runEach(accesses)
    counters.accesses &+= UInt64(count)
    return count
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
    counters.exits[.rootLoad] &+= 1
    walker.root = root
    self.asid = asid
    if !keepsTranslations { forget(asid) }
  }

  /// Empties an entry, which is privileged.
  public mutating func invalidate(_ gva: GVA) {
    counters.exits[.invalidation] &+= 1
    drop(gva)
  }

  /// Empties an address space's entries, which the kernel asks for once.
  public mutating func flushSpace(_ asid: ASID) {
    counters.exits[.flush] &+= 1
    forget(asid)
  }

  private mutating func forget(_ asid: ASID) {
    counters.flushes &+= 1
    tlb.flush(asid: asid)
    softwareTLB?.flush(asid: asid)
  }

  /// Empties everything, which the kernel asks for once.
  public mutating func flushAll() {
    counters.exits[.flush] &+= 1
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

  /// A trap goes to the monitor first. A page fault came by the miss that was counted.
  public mutating func enterKernel(_ entry: KernelEntry) {
    if entry != .pageFault { counters.exits[.trap] &+= 1 }
  }

  /// The return traps; before the one from a page fault the kernel writes the entry that was missing.
  public mutating func leaveKernel() {
    if let (gva, access) = pendingRefill {
      pendingRefill = nil
      if case .mapped(let translation) = walker.walk(gva, access),
        case .backed(let hpa, let isReadOnly) = provide(translation, access)
      {
        counters.exits[.tlbWrite] &+= 1
        write(translation, hpa, isReadOnly: isReadOnly, gva)
      }
    }
    counters.exits[.trapReturn] &+= 1
  }

  /// The kernel enters its low-power mode, which traps.
  public mutating func idle() { counters.exits[.idle] &+= 1 }
}
