/// A way to give a guest an MMU: one virtual processor, its guest's tables, and what the monitor does about them.
///
/// A guest's kernel, or a model of one, drives it by what kernels do: accesses, stores to tables, privileged instructions.
/// Every technique shows it the same (transparency): the outcomes, the faults, the accessed and dirty bits in its tables.
/// What differs is counted.
public protocol MMUTechnique {
  /// The guest's format of tables.
  associatedtype Guest: PagingFormat where Guest.Input == GuestVirtual, Guest.Output == GuestPhysical

  /// What was done so far.
  var counters: TechniqueCounters { get }

  /// The 4 KiB frames that the monitor keeps for its own tables: shadow tables, second stage, software TLB.
  var monitorFrames: UInt64 { get }

  /// Whether there is a monitor.
  static var hasMonitor: Bool { get }

  // MARK: Accesses

  /// Makes one access.
  mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  ///
  /// The one that could not be made has had its exits and its fault; once the kernel has seen to that, it is made again.
  mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun

  /// Stores an entry to one of the guest's tables, as its kernel does: by an address that maps the table.
  mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome

  // MARK: What a guest that knows its monitor says

  /// Whether the guest's kernel must not be able to write its tables by the addresses that map them.
  var mapsTablesReadOnly: Bool { get }

  /// The kernel will store many entries, and use none of them before ``endUpdates()``.
  mutating func beginUpdates()

  /// The entries stored since ``beginUpdates()`` must be in force.
  mutating func endUpdates()

  /// The kernel has built the tables below a root and will use them; answers whether the monitor takes them.
  mutating func willUse(root: Guest.Root) -> Bool

  /// The kernel is about to take the tables below a root apart.
  mutating func willRelease(root: Guest.Root)

  // MARK: Privileged instructions

  /// Loads the root register.
  ///
  /// - Parameter keepsTranslations: what the processor has cached of the address space stays.
  mutating func loadRoot(_ root: Guest.Root, asid: ASID, keepsTranslations: Bool)

  /// Invalidates the page that holds an address, in the current address space and globally.
  mutating func invalidate(_ gva: GVA)

  /// Invalidates what is not global of one address space.
  mutating func flushSpace(_ asid: ASID)

  /// Invalidates everything.
  mutating func flushAll()

  // MARK: Machines that take turns

  /// The processor runs this machine from now on, and ran another before: a world switch.
  mutating func takeTurn()

  // MARK: Frames that come and go

  /// The map of those of the guest's frames that may come and go; `nil` if none do.
  var frames: UnsafeMutablePointer<FrameMap>? { get }

  /// Forgets whatever leads to a frame of the guest's at a place on the machine, so that the next access to it asks the map: before
  /// it goes, or loses the right to be written. What the processor cached of it goes with ``endWithdrawals()``, before the guest runs.
  mutating func withdraw(_ frame: GFN, from place: HFN)

  /// Has what was withdrawn forgotten by the processor too.
  mutating func endWithdrawals()

  /// Whether the guest may give a frame back now.
  func mayGiveBack(_ frame: GFN) -> Bool

  /// The guest calls the monitor.
  mutating func callMonitor()

  // MARK: Ways in and out of the kernel

  /// The processor enters the guest's kernel.
  mutating func enterKernel(_ entry: KernelEntry)

  /// The kernel returns from its trap.
  mutating func leaveKernel()

  /// The kernel has nothing to do until the next interrupt.
  mutating func idle()
}

extension MMUTechnique {
  /// Every technique but the native one has one.
  public static var hasMonitor: Bool { true }

  /// Whoever is virtualized unawares may write its tables.
  public var mapsTablesReadOnly: Bool { false }

  /// Means nothing to a guest that does not know its monitor.
  public mutating func beginUpdates() {}

  /// Means nothing to a guest that does not know its monitor.
  public mutating func endUpdates() {}

  /// Means nothing to a guest that does not know its monitor.
  public mutating func willUse(root: Guest.Root) -> Bool { true }

  /// Means nothing to a guest that does not know its monitor.
  public mutating func willRelease(root: Guest.Root) {}

  /// Whatever it has.
  public func mayGiveBack(_ frame: GFN) -> Bool { true }

  /// The guest's kernel gives a frame back, whose content it needs no more: what a balloon driver calls for.
  ///
  /// - Returns: whether the monitor took it. From then on nothing is there.
  public mutating func giveBack(_ frame: GFN) -> Bool {
    callMonitor()
    guard let frames, frames.pointee.covers(frame), mayGiveBack(frame) else { return false }
    let state = frames.pointee.state(of: frame)
    guard state != .givenBack else { return false }
    if state == .mapped {
      withdraw(frame, from: frames.pointee.place(of: frame))
      endWithdrawals()
    }
    frames.pointee.giveBack(frame)
    return true
  }

  /// The guest's kernel wants a frame again that it gave back; it will hold zeroes.
  ///
  /// - Returns: whether it had given it.
  public mutating func takeBack(_ frame: GFN) -> Bool {
    callMonitor()
    guard let frames, frames.pointee.covers(frame) else { return false }
    return frames.pointee.takeBack(frame)
  }

  /// Makes accesses one by one: what every technique's ``run(_:)`` is, specialised.
  ///
  /// - Parameter before: called before each, with its number.
  @inline(__always)
  mutating func runEach(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, before: (inout Self, Int) -> Void = { _, _ in }
  ) -> AccessRun {
    for index in accesses.indices {
      before(&self, index)
      let access = accesses[index]
      if let stop = make(access.gva, access.kind) { return AccessRun(count: index, stop: stop) }
      guard access.crossesPage else { continue }
      if let stop = make(access.secondPart.gva, access.kind) { return AccessRun(count: index, stop: stop) }
    }
    return AccessRun(count: accesses.count)
  }

  /// Makes an access of a user program; answers why it could not be made.
  @inline(__always)
  private mutating func make(_ gva: GVA, _ kind: AccessKind) -> AccessRun.Stop? {
    let outcome = access(gva, GuestAccess(kind, .user))
    if case .memory = outcome { return nil }
    return (gva, outcome)
  }
}
