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

  // MARK: Accesses

  /// Makes one access.
  mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  ///
  /// - Returns: how many were made; the one after them, made again by ``access(_:_:)``, says why it was not.
  mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int

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

  // MARK: Ways in and out of the kernel

  /// The processor enters the guest's kernel.
  mutating func enterKernel(_ entry: KernelEntry)

  /// The kernel returns from its trap.
  mutating func leaveKernel()

  /// The kernel has nothing to do until the next interrupt.
  mutating func idle()
}

extension MMUTechnique {
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

  /// Makes accesses one by one: what every technique's ``run(_:)`` is, specialised.
  ///
  /// - Parameter before: called before each, with its number.
  @inline(__always)
  mutating func runEach(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, before: (inout Self, Int) -> Void = { _, _ in }
  ) -> Int {
    for index in accesses.indices {
      before(&self, index)
      let access = accesses[index]
      let kind = GuestAccess(access.kind, .user)
      guard case .memory = self.access(access.gva, kind) else { return index }
      guard access.crossesPage else { continue }
      guard case .memory = self.access(access.secondPart.gva, kind) else { return index }
    }
    return accesses.count
  }
}
