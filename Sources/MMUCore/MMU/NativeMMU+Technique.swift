// Without virtualization nothing leaves the guest: instructions do what the manual says.

extension NativeMMU: MMUTechnique, DirectWalking {
  /// The guest's format of tables.
  public typealias Guest = Format

  /// There is none.
  public static var hasMonitor: Bool { false }

  /// None.
  public var monitorFrames: UInt64 { 0 }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4, TLB == HardwareTLB)
  @_specialize(where Format == X86Legacy32, TLB == HardwareTLB)
  @_specialize(where Format == RISCVSv39, TLB == HardwareTLB)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    let run = runEach(accesses)
    counters.accesses &+= UInt64(run.count)
    return run
  }

  /// Stores an entry to a table.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    counters.accesses &+= 1
    let outcome = access(gva, GuestAccess(.store, .supervisor))
    if case .memory = outcome { walker.memory.storeEntry(entry, at: place, Format.entrySize) }
    return outcome
  }

  /// Loads the root register.
  public mutating func loadRoot(_ root: Format.Root, asid: ASID, keepsTranslations: Bool) {
    walker.root = root
    self.asid = asid
    if !keepsTranslations { flushSpace(asid) }
  }

  /// Invalidates a page.
  public mutating func invalidate(_ gva: GVA) { tlb.invalidate(gva, asid: asid) }

  /// Invalidates an address space.
  public mutating func flushSpace(_ asid: ASID) {
    counters.flushes &+= 1
    tlb.flush(asid: asid)
  }

  /// Invalidates everything.
  public mutating func flushAll() {
    counters.flushes &+= 1
    tlb.flushAll()
  }

  /// As the slots have it.
  public var frames: UnsafeMutablePointer<FrameMap>? { slots.frames }

  /// Nothing but the TLB leads to it.
  public mutating func withdraw(_ frame: GFN, from place: HFN) {}

  /// Empties the TLB, which does not know its pages by their frames.
  public mutating func endWithdrawals() {
    counters.flushes &+= 1
    tlb.flushAll()
  }

  /// There is none.
  public mutating func callMonitor() {}

  /// The processor comes from another machine.
  public mutating func takeTurn() {
    counters.exits[.worldSwitch] &+= 1
    if tlb.takeTurn() { counters.flushes &+= 1 }
  }

  /// Costs nothing that a monitor sees.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Costs nothing that a monitor sees.
  public mutating func leaveKernel() {}

  /// Costs nothing that a monitor sees.
  public mutating func idle() {}
}
