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

  private let caches: PagingStructureCaches<Format>
  private var own = TechniqueCounters()

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
      switch walk(gva, access) {
      case .mapped(let hpa): return .memory(hpa)
      case .guest(let fault):
        own.guestFaults &+= 1
        tlb.invalidate(gva, asid: asid)
        caches.flush(asid: asid)
        return .fault(fault)
      case .host(let gpa, let isStore):
        own.exits[.secondStageFault] &+= 1
        provide(gpa, isStore: isStore)
        guard stage2.map(gpa, isStore: isStore) else { return .device(gpa) }
      }
    }
  }

  /// Sees to it that an address's frame is there for an access, if it may come and go.
  private mutating func provide(_ gpa: GPA, isStore: Bool) {
    guard let old = stage2.slots.provide(gpa, isStore: isStore)?.movedFrom else { return }
    withdraw(gpa.frame, from: old)
    endWithdrawals()
  }

  private enum Outcome: BitwiseCopyable {
    case mapped(HPA)
    case guest(PageFault)
    case host(GPA, isStore: Bool)
  }

  /// Follows the guest's tables from where the caches lead.
  private mutating func walk(_ gva: GVA, _ access: GuestAccess) -> Outcome {
    guard case .table(let first) = Format.begin(root, gva, rules) else {
      return .guest(PageFault(.nonCanonical, at: Format.rootLevel(rules)))
    }
    let before = stage2.references
    var position = caches.deepest(for: gva, asid) ?? first
    var count: UInt64 = 0
    while true {
      let place = Format.entryAddress(in: position, for: gva, rules)
      let tableAccess = Stage2.tableRead(stage2.walker.rules)
      guard case .mapped(let host, _, _, _) = stage2.translate(place, tableAccess) else {
        return .host(place, isStore: tableAccess.isStore)
      }
      guard let entry = stage2.walker.memory.loadEntry(at: host, Format.entrySize) else {
        return .guest(PageFault(.tableOutsideMemory, at: position.level))
      }
      count &+= 1
      switch Format.follow(entry, in: position, rules) {
      case .ended(let fault): return .guest(fault)
      case .table(let next):
        if let gpa = mark(entry, Format.markedTable(entry, rules), at: place) { return .host(gpa, isStore: true) }
        caches.take(next, for: gva, asid)
        position = next
      case .leaf(let leaf):
        caches.hints.note(host, at: position.level, for: gva)
        return finish(leaf, at: place, gva, access, count, before)
      }
    }
  }

  /// Decides whether the guest's leaf permits the access, marks it, and translates the access itself.
  private mutating func finish(
    _ leaf: WalkLeaf<GuestPhysical>, at place: GPA, _ gva: GVA, _ access: GuestAccess, _ count: UInt64, _ before: UInt64
  ) -> Outcome {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .guest(Format.denial(of: access, by: leaf, rules)) }
    let marked = Format.markedLeaf(leaf.entry, dirty: access.isStore, rules)
    if let gpa = mark(leaf.entry, marked, at: place) { return .host(gpa, isStore: true) }
    let guest = Format.translation(of: gva, by: leaf, access, permitted, rules)
    let hostAccess = Stage2.access(access, guestRights: guest.rights)
    guard case .mapped(let hpa, let size, let hostPermitted, let isDirty) = stage2.translate(guest.address, hostAccess)
    else { return .host(guest.address, isStore: access.isStore) }
    own.walks &+= 1
    own.references &+= count
    own.hostReferences &+= stage2.references &- before
    let isReadOnly =
      !isDirty || !hostPermitted.contains(hostAccess.isStore ? hostAccess.asSet : Self.storeOf(hostAccess))
    tlb.fill(
      gva, guest, hpa: hpa, isHostReadOnly: isReadOnly, asid: asid, size: min(guest.pageSize, size))
    return .mapped(hpa)
  }

  /// The store of the same privilege.
  @inline(__always)
  private static func storeOf(_ access: GuestAccess) -> AccessClassSet { GuestAccess(.store, access.privilege).asSet }

  /// Writes a guest's entry back with its marks.
  ///
  /// - Returns: where the second stage does not let it be written.
  @inline(__always)
  private mutating func mark(_ entry: UInt64, _ marked: UInt64, at place: GPA) -> GPA? {
    guard marked != entry else { return nil }
    let store = GuestAccess(.store, Stage2.tableRead(stage2.walker.rules).privilege)
    guard case .mapped(let host, _, _, _) = stage2.translate(place, store) else { return place }
    stage2.walker.memory.storeEntry(marked, at: host, Format.entrySize)
    return nil
  }
}

extension NestedPaging: MMUTechnique {
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
  /// cannot be looked for before the guest's is there.
  @inline(__always)
  private func prefetch(aheadOf index: Int, _ accesses: UnsafeBufferPointer<MemoryAccess>) {
    guard index &+ 4 < accesses.count else { return }
    if let place = caches.hints.leafEntry(for: accesses[index &+ 4].gva, rules) { stage2.walker.memory.prefetch(place) }
    let next = accesses[index &+ 2].gva
    guard let place = caches.hints.leafEntry(for: next, rules),
      let entry = stage2.walker.memory.loadEntry(at: place, Format.entrySize),
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
  public mutating func takeTurn() {
    own.exits[.worldSwitch] &+= 1
    guard tlb.takeTurn() else { return }
    own.flushes &+= 1
    caches.flushProcessor()
    stage2.flushProcessor()
  }

  /// Needs no monitor.
  public mutating func enterKernel(_ entry: KernelEntry) {}

  /// Needs no monitor.
  public mutating func leaveKernel() {}

  /// Exits.
  public mutating func idle() { own.exits[.idle] &+= 1 }
}
