import MMUCore

/// A machine under a technique, and the memory that the technique lives in.
public final class TechniqueMachine<Technique: MMUTechnique>: GuestMachine where Technique.Guest.Root == GPA {
  /// The technique.
  public var technique: Technique
  /// What must live as long as the technique.
  private let owned: AnyObject
  /// What the monitor and the guest do not know of each other.
  private var gap = InformationGap(hasMonitor: Technique.hasMonitor)
  /// Which frames the monitor has handed out.
  private var handedOut = UnsafeMutableBufferPointer<UInt64>(start: nil, count: 0)

  /// A machine.
  public init(_ technique: Technique, owning owned: AnyObject) {
    self.technique = technique
    self.owned = owned
  }

  deinit { handedOut.deallocate() }

  /// What the technique did so far.
  public var counters: TechniqueCounters { gap.added(to: technique.counters) }
  /// The frames of the monitor's own tables.
  public var monitorFrames: UInt64 { technique.monitorFrames }
  /// Makes accesses of a program, up to one that needs the kernel.
  public func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun { technique.run(accesses) }
  /// Makes one access.
  public func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome { technique.access(gva, access) }
  /// Stores an entry to a table.
  public func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    technique.storeEntry(entry, at: place, by: gva)
  }
  /// Whether the kernel must not be able to write its tables by the addresses that map them.
  public var mapsTablesReadOnly: Bool { technique.mapsTablesReadOnly }
  /// Begins to gather stores to tables.
  public func beginUpdates() { technique.beginUpdates() }
  /// Has what was gathered done.
  public func endUpdates() { technique.endUpdates() }
  /// Says that the tables below a root will be used.
  public func willUse(root: GPA) -> Bool { technique.willUse(root: root) }
  /// Says that the tables below a root are about to be taken apart.
  public func willRelease(root: GPA) { technique.willRelease(root: root) }
  /// Loads the root register.
  public func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool) {
    technique.loadRoot(root, asid: asid, keepsTranslations: keepsTranslations)
  }
  /// Invalidates a page.
  public func invalidate(_ gva: GVA) { technique.invalidate(gva) }
  /// Invalidates what is not global of an address space.
  public func flushSpace(_ asid: ASID) { technique.flushSpace(asid) }
  /// Invalidates everything.
  public func flushAll() { technique.flushAll() }
  /// Has the processor from now on, after another machine had it.
  public func takeTurn() { technique.takeTurn() }
  /// Gives a frame back to the monitor.
  public func giveBack(_ frame: GFN) -> Bool { technique.giveBack(frame) }
  /// Takes a frame again that it gave back.
  public func takeBack(_ frame: GFN) -> Bool {
    gap.takeBack(frame)
    return technique.takeBack(frame)
  }
  /// Where those of its frames are that may come and go.
  public var frames: UnsafeMutablePointer<FrameMap>? { technique.frames }
  /// Forgets what leads to a frame at a place on the machine.
  public func withdraw(_ frame: GFN, from place: HFN) { technique.withdraw(frame, from: place) }
  /// Has what was withdrawn forgotten by the processor too.
  public func endWithdrawals() { technique.endWithdrawals() }
  /// Enters the kernel.
  public func enterKernel(_ entry: KernelEntry) { technique.enterKernel(entry) }
  /// Leaves it.
  public func leaveKernel() { technique.leaveKernel() }
  /// Spins in the kernel's idle loop.
  public func spin(_ steps: UInt64, on word: GVA) {
    for _ in 0..<steps { _ = technique.access(word, GuestAccess(.load, .supervisor)) }
    gap.spin(steps)
  }
  /// Has nothing to do: enters the low-power mode, or calls the monitor.
  public func idle(_ steps: UInt64, _ remedy: GapRemedy) {
    let isKnownByCall = gap.giveUp(steps, remedy)
    if !isKnownByCall { technique.idle() }
  }
  /// From now on the monitor hands these frames out when they are first used.
  public func handOutOnDemand(_ frames: Range<GFN>) {
    let count = frames.upperBound.rawValue - frames.lowerBound.rawValue
    handedOut.deallocate()
    handedOut = .allocate(capacity: Int((count + 63) / 64))
    handedOut.initialize(repeating: 0)
    gap.handOutOnDemand(from: frames.lowerBound, handedOut: handedOut)
  }
  /// Takes frames that the kernel fills.
  public func take(_ page: GPA, frameCount: UInt64, zeroed remedy: GapRemedy?) {
    if let remedy {
      gap.takeZeroed(page, frameCount: frameCount, remedy)
    } else {
      gap.take(page, frameCount: frameCount)
    }
  }
}
