/// The miss handler of a virtual machine with two-dimensional paging: a walk of the guest's tables, every entry of which is
/// found by a walk of the extended page tables, with walk caches in the guest's dimension and a nested TLB in the host's.
///
/// The nested TLB is asked wherever a guest physical address is translated, be it of a table or of the page itself. It has
/// frames of 4 KiB, whatever the second stage's pages.
///
/// It maps nothing. Where either dimension has no page it refuses the access and keeps the fault; a walk that is refused
/// counts nothing and caches nothing.
///
/// Source: Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008; physical tags
/// are host physical addresses, as theirs, so that an entry is translated before it is looked up.
public struct NestedWalkOnMiss: TLBMissHandler {
  /// The walker; the guest's root belongs to the current address space.
  public private(set) var walker: NestedWalker<X86Long4, EPT>
  /// The caches.
  public var caches: WalkCaches
  /// The current address space.
  public private(set) var asid = ASID(0)
  /// The event that waits for the owner of the tables.
  public var events = EventStop()
  /// Walks that found a translation.
  public private(set) var walks: UInt64 = 0
  /// The guest's entries that those walks read, by guest physical address.
  public private(set) var guestReads: TableReads
  /// The second stage's entries that those walks read.
  public private(set) var hostReads: TableReads
  /// The access that the last refusal was for, or the part of it that lies in the page that faulted.
  public private(set) var refused: MemoryAccess?
  /// Why it was refused.
  public private(set) var fault: NestedWalkFault?

  private var steps = WalkTrail()
  private var trail = NestedWalkTrail()

  /// A handler that counts from zero.
  public init(
    walker: NestedWalker<X86Long4, EPT>, caches: WalkCaches, guestReads: TableReads, hostReads: TableReads
  ) {
    self.walker = walker
    self.caches = caches
    self.guestReads = guestReads
    self.hostReads = hostReads
  }

  /// The entries that all walks read, of both dimensions.
  public var references: UInt64 { guestReads.references &+ hostReads.references }

  /// Walks as a program in user mode.
  @inline(__always)
  public mutating func handleMiss(_ access: MemoryAccess) -> Bool { walk(access) }

  /// Does nothing: where a leaf entry lies is not known without a walk.
  @inline(__always)
  public func expect(_ access: MemoryAccess) {}

  /// Stops at what concerns the owner of the tables (``EventStop``); an invalidation of a page drops what the caches have of the
  /// current address space, and a flush everything.
  public mutating func handleEvent(_ event: MemoryAccess.Event) -> Bool {
    guard events.passes(event) else { return false }
    switch event {
    case .invalidate: caches.flush(asid: asid)
    case .flushNonGlobal, .flushAll: caches.flushAll()
    case .switchSpace, .switchMachine, .flushSpace: break
    }
    return true
  }

  /// Goes on in another of the guest's address spaces (``CachedWalkOnMiss/switchSpace(to:root:)``).
  public mutating func switchSpace(to asid: ASID, root: GPA) {
    self.asid = asid
    walker.root = root
  }

  @inline(never)
  private mutating func walk(_ access: MemoryAccess) -> Bool {
    let gva = access.gva
    steps.reset()
    trail.reset()
    guard case .table(var position) = X86Long4.begin(walker.root, gva, walker.rules) else {
      return refuse(access, .guest(PageFault(.nonCanonical, at: X86Long4.rootLevel(walker.rules))))
    }
    let hit = caches.deepest(for: gva, asid)
    if let hit { position = WalkCaches.position(hit.word, at: hit.level.below) }
    if let fault = descend(gva, GuestAccess(access.kind, .user), from: position) { return refuse(access, fault) }
    walks &+= 1
    if let hit { caches.use(hit.level, hit.index) }
    // The last step is the leaf.
    for index in 0..<max(0, steps.count &- 1) { caches.take(steps.step(index), gva, asid) }
    countReads()
    countFrames()
    return true
  }

  /// Follows the guest's tables to the page, marks what a walk marks, and translates the access itself.
  private mutating func descend(
    _ gva: GVA, _ access: GuestAccess, from start: WalkPosition<GuestPhysical>
  ) -> NestedWalkFault? {
    var position = start
    while true {
      let place = X86Long4.entryAddress(in: position, for: gva, walker.rules)
      let host: HPA
      switch translate(place, EPT.tableRead(walker.stage2.rules), .tableRead) {
      case .fault(let fault): return .host(fault)
      case .address(let address): host = address
      }
      let cached = caches.find(physical: host.rawValue, position.level)
      guard let entry = cached >= 0 ? caches.physical.value(at: cached) : walker.stage2.memory.load(at: host) else {
        return .guest(PageFault(.tableOutsideMemory, at: position.level))
      }
      if cached < 0 { trail.observe(entry, at: place, level: position.level) }
      var step = WalkTrail.Step(place: host.rawValue, entry: entry, word: 0, level: position.level, cached: cached)
      switch X86Long4.follow(entry, in: position, walker.rules) {
      case .ended(let fault): return .guest(fault)
      case .leaf(let leaf):
        steps.add(step)
        return finish(leaf, at: place, gva, access)
      case .table(let next):
        let marked = X86Long4.markedTable(entry, walker.rules)
        if cached < 0, marked != entry, let fault = walker.write(marked, at: place) { return .host(fault) }
        step.word = WalkCaches.word(next)
        steps.add(step)
        position = next
      }
    }
  }

  /// Decides whether the guest's leaf permits the access, marks it, and translates the access itself.
  private mutating func finish(
    _ leaf: WalkLeaf<GuestPhysical>, at place: GPA, _ gva: GVA, _ access: GuestAccess
  ) -> NestedWalkFault? {
    let permitted = X86Long4.permitted(leaf.inherited, leaf.entry, walker.rules)
    guard permitted.contains(access.asSet) else { return .guest(X86Long4.denial(of: access, by: leaf, walker.rules)) }
    let marked = X86Long4.markedLeaf(leaf.entry, dirty: access.isStore, walker.rules)
    if marked != leaf.entry, let fault = walker.write(marked, at: place) { return .host(fault) }
    let guest = X86Long4.translation(of: gva, by: leaf, access, permitted, walker.rules)
    switch translate(guest.address, EPT.access(access, guestRights: guest.rights), .access) {
    case .fault(let fault): return .host(fault)
    case .address: return nil
    }
  }

  // MARK: The second stage

  private enum HostAddress {
    case address(HPA)
    case fault(SecondStageFault)
  }

  /// Where a guest physical address lies on the machine, by the nested TLB or by a walk.
  private mutating func translate(
    _ gpa: GPA, _ access: GuestAccess, _ cause: SecondStageFault.Cause
  ) -> HostAddress {
    let key = gpa.aligned(to: .kib4).rawValue | 1
    if let index = caches.nested.find(key), Self.permits(caches.nested.value(at: index), access) {
      let word = caches.nested.value(at: index)
      trail.add(.init(key: key, word: word, isHit: true))
      return .address(HPA(word & X86Bit.address | gpa.offset(in: .kib4)))
    }
    switch walker.stage2.walk(gpa, access, observer: &trail) {
    case .fault(let fault): return .fault(walker.explain(fault, at: gpa, cause))
    case .mapped(let translation):
      trail.add(.init(key: key, word: Self.word(translation), isHit: false))
      return .address(translation.address)
    }
  }

  /// The nested TLB's word: the host frame, the classes of access in the lowest eight bits, and above them the dirty bit.
  private static func word(_ translation: Translation<HostPhysical>) -> UInt64 {
    translation.address.rawValue & X86Bit.address | UInt64(translation.permitted.rawValue)
      | (translation.isDirty ? 1 << 8 : 0)
  }

  /// Whether a word serves an access: a store to a page that is not dirty must be walked, to mark it.
  private static func permits(_ word: UInt64, _ access: GuestAccess) -> Bool {
    let permitted = AccessClassSet(rawValue: UInt8(truncatingIfNeeded: word))
    return permitted.contains(access.asSet) && (!access.isStore || word & 1 << 8 != 0)
  }

  // MARK: Counting

  private mutating func countReads() {
    for index in 0..<trail.placeCount {
      let place = trail.place(index)
      let (address, level) = (place & ~NestedWalkTrail.guestBit & ~7, PageLevel(place & 7))
      if place & NestedWalkTrail.guestBit != 0 {
        guestReads.count(address, at: level, caches.lines, space: NestedWalkTrail.guestBit)
      } else {
        hostReads.count(address, at: level, caches.lines)
      }
    }
  }

  private mutating func countFrames() {
    for index in 0..<trail.frameCount {
      let frame = trail.frame(index)
      caches.hits.nestedLookups &+= 1
      if frame.isHit { caches.hits.nested &+= 1 }
      if caches.nested.capacity > 0 { caches.nested.use(frame.key, frame.word) }
    }
  }

  private mutating func refuse(_ access: MemoryAccess, _ fault: NestedWalkFault) -> Bool {
    refused = access
    self.fault = fault
    return false
  }
}
