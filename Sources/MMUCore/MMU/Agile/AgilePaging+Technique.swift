// What the guest's kernel does, and what of it exits.

extension AgilePaging: MMUTechnique, TwoDimensionalWalking {
  /// The guest's format of tables.
  public typealias Guest = Format

  /// What was done so far.
  public var counters: TechniqueCounters { own }

  /// The shadow tables in use, and the second stage's.
  public var monitorFrames: UInt64 {
    tableCount &* AgileStorage.framesPerTable(indexBits: Format.indexBits) &+ stage2.frames
  }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4, Stage2 == EPT)
  @_specialize(where Format == X86Legacy32, Stage2 == EPT)
  @_specialize(where Format == RISCVSv39, Stage2 == RISCVSv39x4)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    let run = runEach(accesses)
    own.accesses &+= UInt64(run.count)
    return run
  }

  /// Stores an entry to a table; the monitor does it where the table has a shadow.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    own.accesses &+= 1
    let access = GuestAccess(.store, .supervisor)
    var outcome = tlb.lookup(gva, access, asid: asid).map { AccessOutcome.memory($0) }
    if outcome == nil {
      switch handleMiss(gva, access) {
      case .done(let answer): outcome = answer
      case .emulate(let gpa, let hpa):
        emulateStore(entry, at: gpa, on: hpa)
        return .memory(hpa)
      }
    }
    if case .memory(let hpa) = outcome { stage2.walker.memory.storeEntry(entry, at: hpa, Format.entrySize) }
    return outcome.unsafelyUnwrapped
  }

  /// Loads the root register, which exits unless hardware keeps the root or the guest owns the register.
  public mutating func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool) {
    self.root = root
    self.asid = asid
    noteRoot()
    loadRootRegister()
    let isKept = storage.rootCache.use(Self.rootKey(root))
    if !ownsRoot && !(isKept && rootEntry != 0) { own.exits[.rootLoad] &+= 1 }
    if !keepsTranslations { forget(asid) }
  }

  /// Lets go of the shadow of a root and of what was learnt of its tables. While it is in use, it is walked in two dimensions, so
  /// that its tables are taken apart without exits.
  public mutating func willRelease(root: GPA) { release(root) }

  private mutating func forget(_ asid: ASID) {
    own.flushes &+= 1
    tlb.flush(asid: asid)
    caches.flush(asid: asid)
  }

  /// Invalidates a page and the walk caches of the address space, which hardware does alone.
  public mutating func invalidate(_ gva: GVA) { dropTranslations(of: gva) }

  /// Invalidates an address space, which hardware does alone.
  public mutating func flushSpace(_ asid: ASID) { forget(asid) }

  /// Invalidates everything of the guest's, which hardware does alone.
  public mutating func flushAll() {
    own.flushes &+= 1
    tlb.flushAll()
    caches.flushAll()
  }

  /// As the slots have it.
  public var frames: UnsafeMutablePointer<FrameMap>? { stage2.slots.frames }

  /// Neither the second stage nor a shadow table has it any more; nothing remembers which do, so that all are looked at.
  public mutating func withdraw(_ frame: GFN, from place: HFN) {
    stage2.unmapFrame(frame.address)
    forEachEntry { agile, at, entry, table in
      guard agile.level(of: table) == .leaf, AgileEntry.address(entry).frame == place else { return }
      agile.drop(at)
    }
  }

  /// Empties the TLB, which does not know its pages by their frames.
  public mutating func endWithdrawals() {
    own.flushes &+= 1
    tlb.flushAll()
  }

  /// Exits.
  public mutating func callMonitor() { own.exits[.hypercall] &+= 1 }

  /// The processor comes from another machine; without tags, nothing is left of either dimension.
  public mutating func takeTurn() {
    if takeProcessor() { storage.rootCache.removeAll() }
  }

  /// Exceptions and system calls go to the guest's kernel.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Needs no monitor.
  public mutating func leaveKernel() {}

  /// Exits.
  public mutating func idle() { own.exits[.idle] &+= 1 }
}
