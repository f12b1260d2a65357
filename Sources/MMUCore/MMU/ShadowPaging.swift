/// Shadow paging: hardware walks the monitor's tables, which the pager keeps in step with the guest's under a policy.
///
/// The processor's own TLB is ``tlb``; the pager's, which it goes through, has a single entry.
public struct ShadowPaging<Format: ShadowedFormat, Host: ShadowHostFormat, Policy: SyncPolicy>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  /// The pager and its processor, whose model of a TLB is ``tlb``.
  public var shadow: ShadowMMU<Format, Host, Policy>
  /// The processor's TLB.
  public let tlb: UnsafeMutablePointer<HardwareTLB>

  private var own = TechniqueCounters()

  /// A guest of one processor.
  ///
  /// - Parameter tlb: the processor's TLB; it stays where it is as long as the guest is used.
  public init(_ shadow: ShadowMMU<Format, Host, Policy>, tlb: UnsafeMutablePointer<HardwareTLB>) {
    precondition(shadow.processors.count == 1, "one processor")
    self.shadow = shadow
    self.tlb = tlb
    self.shadow.processors[0].shadow.model = tlb
  }

  /// The processor.
  @inline(__always)
  private var processor: UnsafeMutablePointer<ShadowMMU<Format, Host, Policy>.Processor> {
    shadow.processors.baseAddress.unsafelyUnwrapped
  }

  /// Makes one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    if let hpa = tlb.pointee.lookup(gva, access, asid: processor.pointee.shadow.tag) { return .memory(hpa) }
    return handleMiss(gva, access)
  }

  @inline(never)
  private mutating func handleMiss(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    own.tlbMisses &+= 1
    var hasMadeRoom = false
    while true {
      switch shadow.handleMiss(gva, access, processor) {
      case .memory(let hpa):
        countWalk(gva)
        return .memory(hpa)
      case .emulateAccess(let hpa): return .memory(hpa)
      case .emulateWrite(let gpa): return .device(gpa)
      case .device(let gpa): return .device(gpa)
      case .fault(let fault): return .fault(fault)
      case .retry: continue
      case .outOfMemory:
        guard !hasMadeRoom else { return .device(GPA(0)) }
        hasMadeRoom = true
        giveUpEverything()
      }
    }
  }

  /// Every shadow page goes, since live roots hold them all.
  private mutating func giveUpEverything() {
    shadow.pager.beginZapAll()
    while !shadow.pager.continueZapAll(limit: 1024) {}
    shadow.performFlush()
  }

  /// What hardware read on its way, from where its walk caches lead down to the page's entry.
  @inline(__always)
  private mutating func countWalk(_ gva: GVA) {
    own.walks &+= 1
    own.references &+= tlb.pointee.referencesOfLatest(
      gva, asid: processor.pointee.shadow.tag, rootLevel: Host.rootLevel, indexBits: Host.indexBits)
  }
}

extension ShadowPaging: MMUTechnique {
  /// The guest's format of tables.
  public typealias Guest = Format

  /// What was done so far.
  public var counters: TechniqueCounters {
    let pager = shadow.pager.counters
    var counters = own
    counters.guestFaults = pager.guestFaults
    counters.flushes &+= pager.flushRequests
    counters.exits[.guestFault] = pager.guestFaults
    counters.exits[.tableWrite] = pager.faultsEmulated
    counters.exits[.hiddenFault] = pager.faultsTaken &- pager.guestFaults &- pager.faultsEmulated
    counters.exits[.rootLoad] = pager.rootLoads
    counters.exits[.invalidation] = pager.pageInvalidations
    counters.exits[.flush] = pager.spaceFlushes &+ pager.modeChanges
    return counters
  }

  /// The shadow tables in use.
  public var monitorFrames: UInt64 { UInt64(shadow.pager.pages.usedCount) }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4, Host == X86Shadow4, Policy == WriteProtectSync)
  @_specialize(where Format == X86Long4, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Format == X86Long4, Host == X86Shadow4, Policy == SnapshotSync)
  @_specialize(where Format == X86Long4, Host == X86Shadow4, Policy == VTLBPolicy)
  @_specialize(where Format == X86Legacy32, Host == X86Shadow4, Policy == UnsyncPolicy)
  @_specialize(where Format == RISCVSv39, Host == RISCVShadow39, Policy == UnsyncPolicy)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    let run = runEach(accesses)
    own.accesses &+= UInt64(run.count)
    return run
  }

  /// Stores an entry to a table; the monitor does it where it watches the table.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    own.accesses &+= 1
    let access = GuestAccess(.store, .supervisor)
    if let hpa = tlb.pointee.lookup(gva, access, asid: processor.pointee.shadow.tag) {
      shadow.pager.guest.storeEntry(entry, at: place, Format.entrySize)
      return .memory(hpa)
    }
    let outcome = handleMiss(gva, access)
    switch outcome {
    case .memory: shadow.pager.guest.storeEntry(entry, at: place, Format.entrySize)
    case .device(let gpa) where gpa == place:
      shadow.write(entry, byteCount: Int(Format.entrySize.rawValue), at: place)
      return .memory(HPA(place.rawValue))
    case .device, .fault: break
    }
    return outcome
  }

  /// Loads the root register, which exits.
  public mutating func loadRoot(_ root: Format.Root, asid: ASID, keepsTranslations: Bool) {
    while !shadow.loadRoot(root, pcid: asid, keepsTranslations: keepsTranslations) { giveUpEverything() }
  }

  /// Invalidates a page, which exits.
  public mutating func invalidate(_ gva: GVA) { shadow.invalidate(gva) }

  /// Invalidates an address space, which exits.
  public mutating func flushSpace(_ asid: ASID) { shadow.flushSpace(asid) }

  /// Invalidates everything, which exits.
  public mutating func flushAll() { shadow.flushAllSpaces() }

  /// As the pager has it.
  public var frames: UnsafeMutablePointer<FrameMap>? { shadow.pager.frames }

  /// Every shadow entry that maps it goes, by the reverse map.
  public mutating func withdraw(_ frame: GFN, from place: HFN) { shadow.pager.unmap(frame) }

  /// Performs the flush that the pager asks for.
  public mutating func endWithdrawals() { shadow.performFlush() }

  /// Exits.
  public mutating func callMonitor() { own.exits[.hypercall] &+= 1 }

  /// The processor comes from another machine.
  public mutating func takeTurn() {
    own.exits[.worldSwitch] &+= 1
    if tlb.pointee.takeTurn() { own.flushes &+= 1 }
  }

  /// Exceptions and system calls go to the guest's kernel; a page fault has exited already.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Needs no monitor.
  public mutating func leaveKernel() {}

  /// Exits.
  public mutating func idle() { own.exits[.idle] &+= 1 }
}
