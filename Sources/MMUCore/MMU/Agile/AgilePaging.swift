/// Agile paging: one walk that begins in the monitor's shadow tables and may switch, at a table that the guest stores to often, to the
/// guest's own tables and the second stage.
///
/// Above the switch a walk reads one entry a level, and the monitor emulates every store to the guest's tables there; below it
/// the guest's tables are walked in two dimensions, and the guest stores to them freely. The entry that switches holds the
/// machine's address of the guest's table. With the lowest k of n levels nested over a second stage of m, a walk reads n + km
/// entries: 4 + 4k for 4-level x86. When the guest's root, too, is left to the second stage, it is a walk of nested paging,
/// (n + 1)(m + 1) - 1.
///
/// Shadow tables are always in step with the guest's, since every store to a table that has one exits. So invalidations need not
/// exit: hardware drops what it cached, and finds the rest as it should be. Loads of the root do, to load the shadow's.
///
/// Hardware reads the guest's tables as the second stage's loads and marks them without asking it, so that a frame's dirty bit
/// says that the guest itself stored there: the way back by dirty bits rests on that.
///
/// Source: Gandhi, Hill and Swift, "Agile Paging: Exceeding the Best of Nested and Shadow Paging", ISCA 2016.
public struct AgilePaging<Format: PagingFormat, Stage2: MappableSecondStage>
where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
  /// The processor's TLB.
  public var tlb: HardwareTLB
  /// What the guest's entries mean.
  public let rules: Format.Rules
  /// The second stage.
  public internal(set) var stage2: SecondStage<Stage2>
  /// The policy, and which help hardware gives.
  public let options: AgileOptions
  /// The guest's root.
  public internal(set) var root: GPA
  /// The address space in use.
  public internal(set) var asid: ASID

  let caches: PagingStructureCaches<Format>
  let storage: AgileStorage
  /// Shadow tables that are free: the first of those given back, counted from 1, and how many were never handed out.
  var (firstFree, freshCount) = (0 as UInt32, 0 as UInt64)
  var tableCount: UInt64 = 0
  /// What hardware's root register holds: a shadow entry without rights; 0: nothing yet.
  var rootEntry: UInt64 = 0
  var regions = AgileRegions()
  var own = TechniqueCounters()
  /// The number of the interval, from 1 on, and what happened in it.
  var interval: UInt32 = 1
  var events: UInt64 = 0
  /// Whether any table may be nested, and whether one came back in the interval that ends.
  var (mayHaveNested, hasReturned) = (false, false)
  /// The root that is in use and being taken apart.
  var releasedRoot: GPA?

  /// A guest of these parts, with nothing shadowed.
  public init(
    tlb: HardwareTLB, root: GPA, rules: Format.Rules, stage2: SecondStage<Stage2>,
    caches: PagingStructureCaches<Format>,
    storage: AgileStorage, options: AgileOptions = AgileOptions(), asid: ASID = ASID(0)
  ) {
    precondition(Format.rootLevel(rules) <= PageLevel(UInt64(AgileFrame.levels.count)), "more levels than are kept")
    self.tlb = tlb
    self.root = root
    self.rules = rules
    self.stage2 = stage2
    self.caches = caches
    self.storage = storage
    self.options = options
    self.asid = asid
    freshCount = UInt64(storage.tables.count)
  }

  /// Makes one access.
  ///
  /// A store to a table that has a shadow exits, and the monitor forgets the whole shadow, since it is not told what is stored.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    if let hpa = tlb.lookup(gva, access, asid: asid) { return .memory(hpa) }
    switch handleMiss(gva, access) {
    case .done(let outcome): return outcome
    case .emulate(let gpa, let hpa):
      forgetShadows(of: gpa)
      return .memory(hpa)
    }
  }

  /// Walks until the monitor has given everything that the walk needs.
  @_specialize(where Format == X86Long4, Stage2 == EPT)
  @inline(never)
  mutating func handleMiss(_ gva: GVA, _ access: GuestAccess) -> AgileAnswer {
    own.tlbMisses &+= 1
    countEvent()
    while true {
      switch walk(gva, access) {
      case .mapped(let hpa): return .done(.memory(hpa))
      case .guest(let fault): return .done(deliver(fault, at: gva))
      case .absent: if let answer = fill(gva, access) { return answer }
      case .host(let gpa, let isStore, let level):
        if let answer = handleViolation(gpa, isStore: isStore, tableLevel: level) {
          if case .done(.fault) = answer { dropTranslations(of: gva) }
          return answer
        }
      }
    }
  }

  /// Gives the guest a fault, which invalidates as INVLPG does.
  mutating func deliver(_ fault: PageFault, at gva: GVA) -> AccessOutcome {
    own.guestFaults &+= 1
    dropTranslations(of: gva)
    return .fault(fault)
  }

  /// Drops what the processor has of an address in the current address space.
  mutating func dropTranslations(of gva: GVA) {
    tlb.invalidate(gva, asid: asid)
    caches.flush(asid: asid)
  }

  /// Maps what the second stage lacks; a store to a table that has a shadow is the monitor's to make.
  ///
  /// - Parameter tableLevel: of the guest's table that lies there, or 0.
  private mutating func handleViolation(_ gpa: GPA, isStore: Bool, tableLevel: PageLevel) -> AgileAnswer? {
    let index = frameIndex(gpa)
    let isWatched = index.map { storage.frames[$0].isWatched } ?? false
    if isStore && isWatched, case .backed(let hpa, false) = stage2.slots.resolve(gpa) {
      own.exits[.tableWrite] &+= 1
      return .emulate(gpa, hpa)
    }
    own.exits[.secondStageFault] &+= 1
    provide(gpa, isStore: isStore)
    let isMapped =
      index == nil
      ? stage2.map(gpa, isStore: isStore) : stage2.mapFrame(gpa, isStore: isStore, isReadOnly: isWatched)
    if isMapped { return nil }
    guard tableLevel.rawValue > 0 else { return .done(.device(gpa)) }
    own.guestFaults &+= 1
    return .done(.fault(PageFault(.tableOutsideMemory, at: tableLevel)))
  }
}
