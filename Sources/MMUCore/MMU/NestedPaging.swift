/// Nested paging: hardware walks the guest's tables, and a second stage for every address that it meets there. The monitor
/// learns of nothing but pages that the second stage does not have.
///
/// The guest's tables are read where the second stage says, in the machine's memory.
///
/// Source: Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)"; Bhargava et al., "Accelerating
/// Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008.
public struct NestedPaging<Format: PagingFormat, Stage2: MappableSecondStage>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical {
  /// The processor's TLB.
  public var tlb: HardwareTLB
  /// What the guest's entries mean at present.
  public var rules: Format.Rules
  /// The second stage.
  public var stage2: SecondStage<Stage2>
  /// The guest's root.
  public private(set) var root: Format.Root
  /// The address space in use.
  public private(set) var asid: ASID

  let caches: PagingStructureCaches<Format>
  var own = TechniqueCounters()

  /// A guest of these parts.
  public init(
    tlb: HardwareTLB, root: Format.Root, rules: Format.Rules, stage2: SecondStage<Stage2>,
    caches: PagingStructureCaches<Format>, asid: ASID = ASID(0)
  ) {
    self.tlb = tlb
    self.root = root
    self.rules = rules
    self.stage2 = stage2
    self.caches = caches
    self.asid = asid
  }

  /// Makes one access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    return handleMiss(gva, access)
  }

  /// Walks until the second stage has every page that the walk meets.
  @inline(never)
  private mutating func handleMiss(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    own.tlbMisses &+= 1
    while true {
      do throws(Obstacle) { return .memory(try walk(gva, access)) } catch {
        if let outcome = handle(error, gva) { return outcome }
      }
    }
  }

  /// Gives the second stage the page that a walk missed, or says what becomes of the access.
  @inline(never)
  private mutating func handle(_ obstacle: Obstacle, _ gva: GVA) -> AccessOutcome? {
    switch obstacle {
    case .guest(let fault):
      own.guestFaults &+= 1
      tlb.invalidate(gva, asid: asid)
      caches.flush(asid: asid)
      return .fault(fault)
    case .host(let gpa, let isStore):
      own.exits[.secondStageFault] &+= 1
      provide(gpa, isStore: isStore)
      return stage2.map(gpa, isStore: isStore) ? nil : .device(gpa)
    }
  }

  /// Why a walk ended before it had translated its address.
  private enum Obstacle: Error, BitwiseCopyable {
    /// The guest's own tables say no.
    case guest(PageFault)
    /// The second stage has no page here, or none that may be stored to.
    case host(GPA, isStore: Bool)
  }

  /// Follows the guest's tables, and translates the access by what they lead to.
  @inline(__always)
  private mutating func walk(_ gva: GVA, _ access: GuestAccess) throws(Obstacle) -> HPA {
    let before = stage2.references
    var count: UInt64 = 1
    let found = try leaf(for: gva, &count)
    let hpa = try finish(found.leaf, at: found.place, gva, access)
    own.walks &+= 1
    own.references &+= count
    own.hostReferences &+= stage2.references &- before
    return hpa
  }

  private typealias Found = (leaf: WalkLeaf<GuestPhysical>, place: GPA)

  /// Finds the entry that maps an address, in the lowest table that the caches know or in the one below it.
  @inline(__always)
  private mutating func leaf(for gva: GVA, _ count: inout UInt64) throws(Obstacle) -> Found {
    guard Format.isCanonical(gva, rules) else { throw .guest(PageFault(.nonCanonical, at: Format.rootLevel(rules))) }
    var known = caches.position(below: PageLevel(2), gva, asid)
    if known == nil {
      guard let directory = caches.position(below: PageLevel(3), gva, asid) else {
        return try leafFromRoot(for: gva, &count)
      }
      switch try step(in: directory, gva) {
      case .leaf(let found): return found
      case .table(let table): known = table
      }
      count = 2
    }
    guard let table = known, case .leaf(let found) = try step(in: table, gva) else {
      throw .guest(PageFault(.notPresent, at: .leaf))  // nothing lies below the lowest level
    }
    return found
  }

  /// Finds the entry that maps an address, whatever the tables are.
  @inline(never)
  private mutating func leafFromRoot(for gva: GVA, _ count: inout UInt64) throws(Obstacle) -> Found {
    guard case .table(let first) = Format.begin(root, gva, rules) else {
      throw .guest(PageFault(.nonCanonical, at: Format.rootLevel(rules)))
    }
    var position = caches.deepest(for: gva, asid) ?? first
    while true {
      switch try step(in: position, gva) {
      case .leaf(let found): return found
      case .table(let next): position = next
      }
      count &+= 1
    }
  }

  private enum Step: BitwiseCopyable {
    case table(WalkPosition<GuestPhysical>)
    case leaf(Found)
  }

  /// Reads an entry where the second stage says, and marks and remembers one that leads to a table.
  @inline(__always)
  private mutating func step(in position: WalkPosition<GuestPhysical>, _ gva: GVA) throws(Obstacle) -> Step {
    let place = Format.entryAddress(in: position, for: gva, rules)
    let tableAccess = Stage2.tableRead(stage2.walker.rules)
    guard let frame = stage2.translate(place, tableAccess) else {
      throw .host(place, isStore: tableAccess.isStore)
    }
    let host = frame.hpa(inFrame: place)
    guard let entry = stage2.walker.memory.loadEntry(at: host, Format.entrySize) else {
      throw .guest(PageFault(.tableOutsideMemory, at: position.level))
    }
    switch Format.follow(entry, in: position, rules) {
    case .ended(let fault): throw .guest(fault)
    case .leaf(let leaf):
      caches.hints.note(host, at: position.level, for: gva)
      return .leaf((leaf, place))
    case .table(let next):
      try mark(entry, Format.markedTable(entry, rules), at: place)
      caches.take(next, for: gva, asid)
      return .table(next)
    }
  }

  /// Decides whether the guest's leaf permits the access, marks it, and translates the access itself.
  @inline(__always)
  private mutating func finish(
    _ leaf: WalkLeaf<GuestPhysical>, at place: GPA, _ gva: GVA, _ access: GuestAccess
  ) throws(Obstacle) -> HPA {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { throw .guest(Format.denial(of: access, by: leaf, rules)) }
    try mark(leaf.entry, Format.markedLeaf(leaf.entry, dirty: access.isStore, rules), at: place)
    let guest = Format.translation(of: gva, by: leaf, access, permitted, rules)
    let hostAccess = Stage2.access(access, guestRights: guest.rights)
    guard let frame = stage2.translate(guest.address, hostAccess) else {
      throw .host(guest.address, isStore: access.isStore)
    }
    let hpa = frame.hpa(inFrame: guest.address)
    let isReadOnly = !frame.permits(GuestAccess(.store, hostAccess.privilege))
    tlb.fill(
      gva, guest, hpa: hpa, isHostReadOnly: isReadOnly, asid: asid, size: min(guest.pageSize, frame.size))
    return hpa
  }

  /// Writes a guest's entry back with its marks, where the second stage lets it be written.
  @inline(__always)
  private mutating func mark(_ entry: UInt64, _ marked: UInt64, at place: GPA) throws(Obstacle) {
    if marked != entry { try store(marked, at: place) }
  }

  @inline(never)
  private mutating func store(_ marked: UInt64, at place: GPA) throws(Obstacle) {
    let store = GuestAccess(.store, Stage2.tableRead(stage2.walker.rules).privilege)
    guard let frame = stage2.translate(place, store) else { throw .host(place, isStore: true) }
    stage2.walker.memory.storeEntry(marked, at: frame.hpa(inFrame: place), Format.entrySize)
  }
}

extension NestedPaging: MMUTechnique, TwoDimensionalWalking {
  /// The guest's format of tables.
  public typealias Guest = Format

  /// What was done so far.
  public var counters: TechniqueCounters { own }

  /// The second stage's tables.
  public var monitorFrames: UInt64 { stage2.frames }

  /// Makes accesses of a user program, in order, up to one that needs the guest's kernel.
  @_specialize(where Format == X86Long4, Stage2 == EPT)
  @_specialize(where Format == X86Legacy32, Stage2 == EPT)
  @_specialize(where Format == RISCVSv39, Stage2 == RISCVSv39x4)
  public mutating func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    var (misses, isMissing) = (own.tlbMisses, false)
    let run = runEach(accesses) { mmu, index in
      if index & 63 == 0 {
        isMissing = mmu.own.tlbMisses &- misses > 8
        misses = mmu.own.tlbMisses
      }
      if isMissing { mmu.prefetch(aheadOf: index, accesses) }
    }
    own.accesses &+= UInt64(run.count)
    return run
  }

  /// Where many accesses miss, the entries that their walks read last are mostly in no cache of the host's near it, and the second stage's
  /// cannot be looked for before the guest's is there (docs/decisions/0028).
  @inline(__always)
  private func prefetch(aheadOf index: Int, _ accesses: UnsafeBufferPointer<MemoryAccess>) {
    guard index &+ 8 < accesses.count else { return }
    let memory = stage2.walker.memory
    memory.prefetch(caches.hints.leafEntry(for: accesses[index &+ 8].gva, rules))
    let place = caches.hints.leafEntry(for: accesses[index &+ 4].gva, rules)
    guard let entry = memory.loadEntry(at: place, Format.entrySize),
      case .leaf(let page, _) = Format.classify(entry, at: .leaf, rules)
    else { return }
    stage2.prefetchLeafEntry(for: page)
  }

  /// Stores an entry to a table: ordinary memory.
  public mutating func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    own.accesses &+= 1
    let outcome = access(gva, GuestAccess(.store, .supervisor))
    if case .memory(let hpa) = outcome { stage2.walker.memory.storeEntry(entry, at: hpa, Format.entrySize) }
    return outcome
  }

  /// Loads the root register; nobody is asked.
  public mutating func loadRoot(_ root: Format.Root, asid: ASID, keepsTranslations: Bool) {
    self.root = root
    self.asid = asid
    if !keepsTranslations { forget(asid) }
  }

  private mutating func forget(_ asid: ASID) {
    own.flushes &+= 1
    tlb.flush(asid: asid)
    caches.flush(asid: asid)
  }

  /// Invalidates a page, and the walk caches of the address space.
  public mutating func invalidate(_ gva: GVA) {
    tlb.invalidate(gva, asid: asid)
    caches.flush(asid: asid)
  }

  /// Invalidates an address space.
  public mutating func flushSpace(_ asid: ASID) { forget(asid) }

  /// Invalidates everything of the guest's; what is cached of the second stage stays.
  public mutating func flushAll() {
    own.flushes &+= 1
    tlb.flushAll()
    caches.flushAll()
  }

  /// As the slots have it.
  public var frames: UnsafeMutablePointer<FrameMap>? { stage2.slots.frames }

  /// The second stage has it no more.
  public mutating func withdraw(_ frame: GFN, from place: HFN) { stage2.unmapFrame(frame.address) }

  /// Empties the TLB, which does not know its pages by their frames.
  public mutating func endWithdrawals() {
    own.flushes &+= 1
    tlb.flushAll()
  }

  /// Exits.
  public mutating func callMonitor() { own.exits[.hypercall] &+= 1 }

  /// The processor comes from another machine; without tags, nothing is left of either dimension.
  public mutating func takeTurn() { _ = takeProcessor() }

  /// Needs no monitor.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Needs no monitor.
  public mutating func leaveKernel() {}

  /// Exits.
  public mutating func idle() { own.exits[.idle] &+= 1 }
}
