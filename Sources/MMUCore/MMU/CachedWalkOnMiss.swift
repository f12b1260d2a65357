/// The miss handler of a native machine with walk caches: a walk of the guest's tables for every access that no TLB has,
/// which skips what its caches know. What it does not skip it reads from the tables.
///
/// It maps nothing. Where the tables have no page it refuses the access and keeps the fault; a walk that is refused counts
/// nothing and caches nothing.
public struct CachedWalkOnMiss: TLBMissHandler {
  /// The walker; the root belongs to the current address space.
  public private(set) var walker: PageWalker<X86Long4>
  /// The caches.
  public var caches: WalkCaches
  /// The current address space.
  public private(set) var asid = ASID(0)
  /// The event that waits for the owner of the tables.
  public var events = EventStop()
  /// Walks that found a translation.
  public private(set) var walks: UInt64 = 0
  /// The entries that those walks read.
  public private(set) var reads: TableReads
  /// The access that the last refusal was for, or the part of it that lies in the page that faulted.
  public private(set) var refused: MemoryAccess?
  /// Why it was refused.
  public private(set) var fault: PageFault?

  private var trail = WalkTrail()

  /// A handler that counts from zero.
  ///
  /// - Parameter reads: for the walker's memory.
  public init(walker: PageWalker<X86Long4>, caches: WalkCaches, reads: TableReads) {
    self.walker = walker
    self.caches = caches
    self.reads = reads
  }

  /// Walks as a program in user mode.
  @inline(__always)
  public mutating func handleMiss(_ access: MemoryAccess) -> Bool {
    let isDone = caches.geometry.tag == .virtual ? walkFromDirectory(access) : walkByPhysicalAddress(access)
    return isDone || walk(access)
  }

  /// Has the leaf entry that the access may be walked by on its way.
  @inline(__always)
  public func expect(_ access: MemoryAccess) { caches.hints.prefetchLeafEntry(for: access.gva, walker) }

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

  /// Goes on in another address space. Nothing is dropped: entries know whose they are. Without ASIDs, ``WalkCaches/flushAll()``
  /// is called as well.
  public mutating func switchSpace(to asid: ASID, root: GPA) {
    self.asid = asid
    walker.root = root
    caches.hints.forget()
  }

  // MARK: The fast path

  /// A walk that begins at a page table or at a page directory, and ends at a page of 4 KiB that permits the access. Anything
  /// else is left to ``walk(_:)``, as if nothing had been done.
  @inline(__always)
  private mutating func walkFromDirectory(_ access: MemoryAccess) -> Bool {
    let gva = access.gva
    let leafKey = WalkCaches.key(gva, PageLevel(2), asid)
    if let index = caches.pde.find(leafKey) {
      let table = WalkCaches.position(caches.pde.value(at: index), at: .leaf)
      guard let leaf = mark(leafOf: table, access) else { return false }
      caches.use(PageLevel(2), index)
      finish(leaf)
      return true
    }
    guard let index = caches.pdpt.find(WalkCaches.key(gva, PageLevel(3), asid)) else { return false }
    let directory = WalkCaches.position(caches.pdpt.value(at: index), at: PageLevel(2))
    let place = X86Long4.entryAddress(in: directory, for: gva, walker.rules)
    guard let entry = walker.memory.load(at: place),
      case .table(let table) = X86Long4.follow(entry, in: directory, walker.rules),
      let leaf = mark(leafOf: table, access)
    else { return false }
    walker.replace(entry, at: place, with: X86Long4.markedTable(entry, walker.rules))
    caches.use(PageLevel(3), index)
    caches.pde.insertAbsent(leafKey, WalkCaches.word(table))
    reads.count(place.rawValue, at: PageLevel(2), caches.lines)
    finish(leaf)
    return true
  }

  /// The same where the cache has the two entries above the page directory, by their physical addresses.
  @inline(__always)
  private mutating func walkByPhysicalAddress(_ access: MemoryAccess) -> Bool {
    let gva = access.gva
    guard case .table(let root) = X86Long4.begin(walker.root, gva, walker.rules),
      let (pml4, table) = cachedStep(gva, from: root), let (pdpt, directory) = cachedStep(gva, from: table)
    else { return false }
    let place = X86Long4.entryAddress(in: directory, for: gva, walker.rules)
    let pde = caches.find(physical: place.rawValue, PageLevel(2))
    guard let entry = pde >= 0 ? caches.physical.value(at: pde) : walker.memory.load(at: place),
      case .table(let leafTable) = X86Long4.follow(entry, in: directory, walker.rules),
      let leaf = mark(leafOf: leafTable, access)
    else { return false }
    caches.use(physical: pml4, PageLevel(4))
    caches.use(physical: pdpt, PageLevel(3))
    if pde >= 0 {
      caches.use(physical: pde, PageLevel(2))
    } else {
      walker.replace(entry, at: place, with: X86Long4.markedTable(entry, walker.rules))
      caches.insert(physical: place.rawValue, entry)
      reads.count(place.rawValue, at: PageLevel(2), caches.lines)
    }
    finish(leaf)
    return true
  }

  /// Follows an entry that the cache has; answers its place in the cache and the next table.
  @inline(__always)
  private func cachedStep(
    _ gva: GVA, from position: WalkPosition<GuestPhysical>
  ) -> (index: Int, next: WalkPosition<GuestPhysical>)? {
    let place = X86Long4.entryAddress(in: position, for: gva, walker.rules)
    let index = caches.find(physical: place.rawValue, position.level)
    guard index >= 0 else { return nil }
    let step = X86Long4.follow(caches.physical.value(at: index), in: position, walker.rules)
    guard case .table(let next) = step else { return nil }
    return (index, next)
  }

  /// Marks the entry of a page of 4 KiB that permits an access; answers where it lies.
  @inline(__always)
  private func mark(leafOf table: WalkPosition<GuestPhysical>, _ access: MemoryAccess) -> GPA? {
    let place = X86Long4.entryAddress(in: table, for: access.gva, walker.rules)
    guard let entry = walker.memory.load(at: place),
      case .leaf(let leaf) = X86Long4.follow(entry, in: table, walker.rules),
      case .mapped = walker.finish(leaf, at: place, access.gva, GuestAccess(access.kind, .user))
    else { return nil }
    return place
  }

  @inline(__always)
  private mutating func finish(_ leaf: GPA) {
    reads.count(leaf.rawValue, at: .leaf, caches.lines)
    walks &+= 1
  }

  // MARK: The slow path

  /// A walk from wherever the caches let it begin.
  @inline(never)
  private mutating func walk(_ access: MemoryAccess) -> Bool {
    let gva = access.gva
    trail.reset()
    guard case .table(var position) = X86Long4.begin(walker.root, gva, walker.rules) else {
      return refuse(access, PageFault(.nonCanonical, at: X86Long4.rootLevel(walker.rules)))
    }
    let hit = caches.deepest(for: gva, asid)
    if let hit { position = WalkCaches.position(hit.word, at: hit.level.below) }
    if let fault = descend(gva, GuestAccess(access.kind, .user), from: position) { return refuse(access, fault) }
    walks &+= 1
    if let hit { caches.use(hit.level, hit.index) }
    for index in 0..<trail.count {
      let step = trail.step(index)
      if step.cached < 0 { reads.count(step.place, at: step.level, caches.lines) }
      if index < trail.count &- 1 { caches.take(step, gva, asid) }
    }
    return true
  }

  /// Follows the tables to the page, and marks what a walk marks.
  private mutating func descend(
    _ gva: GVA, _ access: GuestAccess, from start: WalkPosition<GuestPhysical>
  ) -> PageFault? {
    var position = start
    while true {
      let place = X86Long4.entryAddress(in: position, for: gva, walker.rules)
      let cached = caches.find(physical: place.rawValue, position.level)
      guard let entry = cached >= 0 ? caches.physical.value(at: cached) : walker.memory.load(at: place) else {
        return PageFault(.tableOutsideMemory, at: position.level)
      }
      var step = WalkTrail.Step(place: place.rawValue, entry: entry, word: 0, level: position.level, cached: cached)
      switch X86Long4.follow(entry, in: position, walker.rules) {
      case .ended(let fault): return fault
      case .leaf(let leaf):
        trail.add(step)
        guard case .fault(let fault) = walker.finish(leaf, at: place, gva, access) else { return nil }
        return fault
      case .table(let next):
        if cached < 0 { walker.replace(entry, at: place, with: X86Long4.markedTable(entry, walker.rules)) }
        step.word = WalkCaches.word(next)
        trail.add(step)
        position = next
      }
    }
  }

  @inline(never)
  private mutating func refuse(_ access: MemoryAccess, _ fault: PageFault) -> Bool {
    refused = access
    self.fault = fault
    return false
  }
}
