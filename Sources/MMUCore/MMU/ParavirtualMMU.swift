/// Direct paging with a guest that knows: hardware walks the guest's own tables, which the guest may read and not write. It asks
/// the monitor to, which checks that a table never becomes writable and an entry never leads where it may not.
///
/// Entries are the guest's frame numbers here, and the physical-to-machine map is applied where hardware would find the machine's
/// in the table: the guest writes what it would have read back.
///
/// Source: Barham et al., "Xen and the Art of Virtualization", SOSP 2003, section 3.3.3; Xen's public interface
/// (`HYPERVISOR_mmu_update`, `HYPERVISOR_mmuext_op`): MMUEXT_PIN_L4_TABLE, MMUEXT_NEW_BASEPTR, MMUEXT_INVLPG_LOCAL.
public struct ParavirtualMMU<Format: PagingFormat>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
  /// The most updates that one hypercall carries.
  public static var batchLimit: Int { 2048 }

  /// The processor's TLB.
  public var tlb: HardwareTLB
  /// The walker over the guest's tables.
  public var walker: PageWalker<Format>
  /// The physical-to-machine map.
  public var slots: MemorySlots
  /// What each frame is used as.
  public var types: FrameTypes<Format>
  /// The address space in use.
  public private(set) var asid = ASID(0)
  /// What was done so far.
  public internal(set) var counters = TechniqueCounters()
  /// Calls that the monitor refused.
  public private(set) var refusals: UInt64 = 0

  private var hasRoot = false
  private var isBatching = false
  private var batched = 0

  /// An MMU of these parts, without a root.
  public init(tlb: HardwareTLB, walker: PageWalker<Format>, slots: MemorySlots, types: FrameTypes<Format>) {
    self.tlb = tlb
    self.walker = walker
    self.slots = slots
    self.types = types
  }

  /// Makes one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    return handleMiss(gva, access)
  }

  @inline(never)
  private mutating func handleMiss(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    counters.tlbMisses &+= 1
    var counter = ReferenceCounter()
    switch walker.walk(gva, access, observer: &counter) {
    case .fault(let fault):
      counters.guestFaults &+= 1
      // It reaches the monitor, which bounces it to the guest's kernel.
      counters.exits[.guestFault] &+= 1
      tlb.invalidate(gva, asid: asid)
      return .fault(fault)
    case .mapped(let translation):
      counters.walks &+= 1
      bringFrame(of: translation, access)
      return fill(translation, gva, access, count: counter.count)
    }
  }

  /// Where a frame has gone, its entries are empty, or without the right to store: the fault reaches the monitor.
  private mutating func bringFrame(of translation: GuestTranslation, _ access: GuestAccess) {
    guard let provision = slots.provide(translation.address, isStore: access.isStore), provision.isNew else { return }
    counters.exits[.hiddenFault] &+= 1
    if provision.movedFrom != nil { endWithdrawals() }
  }

  // MARK: Hypercalls

  /// Updates an entry; a batch counts as one call for every ``batchLimit`` of its updates.
  ///
  /// - Returns: whether the monitor did: the new entry may be in a table of that level.
  public mutating func update(_ entry: UInt64, at place: GPA) -> Bool {
    countUpdate()
    defer { countReads() }
    guard let type = types.type(of: place.frame), let level = type.tableLevel else {
      // No table in use: ordinary memory, which the guest could have written itself.
      return walker.memory.storeEntry(entry, at: place, Format.entrySize)
    }
    let before = walker.memory.loadEntry(at: place, Format.entrySize) ?? 0
    guard types.take(entry, at: level) else {
      refusals &+= 1
      return false
    }
    types.drop(before, at: level)
    return walker.memory.storeEntry(entry, at: place, Format.entrySize)
  }

  private mutating func countUpdate() {
    counters.monitorReferences &+= 1
    guard isBatching else {
      counters.exits[.hypercall] &+= 1
      return
    }
    if batched % Self.batchLimit == 0 { counters.exits[.hypercall] &+= 1 }
    batched &+= 1
  }

  /// Asks to keep a tree of tables checked.
  ///
  /// - Returns: whether the monitor found nothing wrong in it.
  public mutating func pin(_ table: GPA, at level: PageLevel) -> Bool {
    counters.exits[.hypercall] &+= 1
    defer { countReads() }
    let isSound = types.pin(table, at: level)
    if !isSound { refusals &+= 1 }
    return isSound
  }

  /// Lets go of a pinned tree.
  public mutating func unpin(_ table: GPA) -> Bool {
    counters.exits[.hypercall] &+= 1
    defer { countReads() }
    return types.unpin(table)
  }

  /// What the monitor read of tables that it checked or let go of: each once, when its first use begins or its last one ends.
  private mutating func countReads() {
    let (all, absent) = types.takeReads()
    counters.monitorReferences &+= all
    counters.absentReferences &+= absent
  }

  /// Replaces the root in use; one that is not sound is refused, and the old one stays.
  private mutating func replaceRoot(_ root: GPA) -> Bool {
    defer { countReads() }
    let level = Format.rootLevel(walker.rules)
    guard types.takeTable(root, at: level) else {
      refusals &+= 1
      return false
    }
    if hasRoot { types.dropTable(walker.root, at: level) }
    hasRoot = true
    walker.root = root
    return true
  }
}

extension ParavirtualMMU: MMUTechnique, DirectWalking {
  /// The guest's format of tables.
  public typealias Guest = Format

  /// The monitor's books of frames.
  public var monitorFrames: UInt64 {
    var frames: UInt64 = 0
    for slot in slots.all { frames &+= slot.frameCount }
    return (frames &* UInt64(MemoryLayout<FrameType>.stride) &+ 4095) / 4096
  }

  /// A guest of this kind has no map of its tables that it could write by.
  public var mapsTablesReadOnly: Bool { true }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4)
  @_specialize(where Format == X86Legacy32)
  @_specialize(where Format == RISCVSv39)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    let run = runEach(accesses)
    counters.accesses &+= UInt64(run.count)
    return run
  }

  /// Stores an entry: by a call where the table is in use, by an ordinary store where it is not.
  ///
  /// - Returns: ``AccessOutcome/device(_:)`` where the monitor refuses.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    counters.accesses &+= 1
    let isTable = types.type(of: place.frame)?.tableLevel != nil
    if isTable { return update(entry, at: place) ? .memory(HPA(place.rawValue)) : .device(place) }
    walker.memory.storeEntry(entry, at: place, Format.entrySize)
    return .memory(HPA(place.rawValue))
  }

  /// Begins to gather updates: Linux's lazy MMU mode.
  public mutating func beginUpdates() {
    isBatching = true
    batched = 0
  }

  /// Sends what was gathered.
  public mutating func endUpdates() { isBatching = false }

  /// Has the tables below a root checked before they are used.
  public mutating func willUse(root: GPA) -> Bool { pin(root, at: Format.rootLevel(walker.rules)) }

  /// Gives up a root that will be used no more.
  public mutating func willRelease(root: GPA) { _ = unpin(root) }

  /// Loads the root register, by a call.
  public mutating func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool) {
    counters.exits[.rootLoad] &+= 1
    guard replaceRoot(root) else { return }
    self.asid = asid
    if !keepsTranslations { forget(asid) }
  }

  private mutating func forget(_ asid: ASID) {
    counters.flushes &+= 1
    tlb.flush(asid: asid)
  }

  /// Invalidates a page, by a call.
  public mutating func invalidate(_ gva: GVA) {
    counters.exits[.invalidation] &+= 1
    tlb.invalidate(gva, asid: asid)
  }

  /// Invalidates an address space, by a call.
  public mutating func flushSpace(_ asid: ASID) {
    counters.exits[.flush] &+= 1
    forget(asid)
  }

  /// Invalidates everything, by a call.
  public mutating func flushAll() {
    counters.exits[.flush] &+= 1
    counters.flushes &+= 1
    tlb.flushAll()
  }

  /// As the slots have it.
  public var frames: UnsafeMutablePointer<FrameMap>? { slots.frames }

  /// The monitor empties the entries that lead to it, which stands for their map to nowhere here.
  public mutating func withdraw(_ frame: GFN, from place: HFN) {}

  /// Empties the TLB, which does not know its pages by their frames.
  public mutating func endWithdrawals() {
    counters.flushes &+= 1
    tlb.flushAll()
  }

  /// Nothing that is a table or mapped for stores.
  public func mayGiveBack(_ frame: GFN) -> Bool { types.type(of: frame) == .unused }

  /// A hypercall.
  public mutating func callMonitor() { counters.exits[.hypercall] &+= 1 }

  /// The processor comes from another machine.
  public mutating func takeTurn() {
    counters.exits[.worldSwitch] &+= 1
    if tlb.takeTurn() { counters.flushes &+= 1 }
  }

  /// A system call takes the fast way into the guest's kernel; a page fault has been bounced already.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Needs no monitor, where the return needs none.
  public mutating func leaveKernel() {}

  /// Gives the processor up, by a call.
  public mutating func idle() { counters.exits[.idle] &+= 1 }
}
