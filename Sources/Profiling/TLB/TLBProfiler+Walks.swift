import MMUCore
import Workload

// What a profiler is made of, and what it does where the TLBs and walks cannot go on.

extension TLBProfiler {
  /// The handler of a model, and the hypervisor that it needs.
  static func makeWalks(
    _ root: GPA, _ rules: X86Rules, _ memory: ProfiledMemory, _ model: WalkModel
  ) throws(TLBProfilerError) -> (any ProfiledWalks, HostPager?) {
    guard let size = model.hostPageSize else {
      let walker = PageWalker<X86Long4>(memory: memory.guest, root: root, rules: rules)
      guard let geometry = model.caches else { return (WalkOnMiss(walker: walker), nil) }
      let caches = WalkCaches(geometry, words: memory.caches.bound(to: UInt64.self))
      return (CachedWalkOnMiss(walker: walker, caches: caches, reads: memory.reads(ofHost: false)), nil)
    }
    return try makeNestedWalks(root, rules, memory, model.caches ?? .none, size)
  }

  private static func makeNestedWalks(
    _ root: GPA, _ rules: X86Rules, _ memory: ProfiledMemory, _ geometry: WalkCacheGeometry, _ size: PageSize
  ) throws(TLBProfilerError) -> (any ProfiledWalks, HostPager?) {
    let hostRules = EPT.Rules(controls: .mib2Pages | .gib1Pages)
    let tables = PageTables<EPTEncoding>(memory: memory.machine, pool: memory.hostPool, rules: hostRules)
    guard let tables else { throw .outOfTableMemory(byteCount: memory.guestStart) }
    let pager = HostPager(
      tables: tables, size, guestByteCount: memory.guest.byteCount, at: UInt64(memory.guestStart))
    let walker = NestedWalker<X86Long4, EPT>(
      root: root, rules: rules, stage2: PageWalker(memory: memory.machine, root: tables.root, rules: hostRules))
    let caches = WalkCaches(geometry, words: memory.caches.bound(to: UInt64.self))
    let walks = NestedWalkOnMiss(
      walker: walker, caches: caches, guestReads: memory.reads(ofHost: false), hostReads: memory.reads(ofHost: true))
    return (walks, pager)
  }

  // MARK: Faults

  /// Handles the page fault, or the violation, that stopped the simulation.
  func handleFault() throws(TLBProfilerError) {
    guard let access = walks.refused else { throw .untranslatable(address: 0) }
    switch walks.missing {
    case .guest(let fault) where fault.reason == .notPresent:
      let space = pager.space
      try pager.map(access.gva) { start, size in invalidate(start, size, in: space) }
    case .host(let fault) where fault.fault.reason == .notPresent: try hostPager?.map(fault.gpa)
    default: throw .untranslatable(address: access.gva.rawValue)
    }
  }

  /// Drops what TLBs and walk caches know of the pages of a region of the current space that become one.
  private func invalidate(_ start: GVA, _ size: PageSize, in space: Int) {
    var offset: UInt64 = 0
    while offset < size.byteCount {
      tlbs.apply(.invalidate(start.advanced(by: offset)))
      offset += PageSize.kib4.byteCount
    }
    walks.flushWalkCaches(asid: Self.tag(space))
  }

  // MARK: Events

  /// Does what an event asks of the owner of the tables; the TLBs do the rest when they go on.
  func handle(_ event: MemoryAccess.Event) throws(TLBProfilerError) {
    switch event {
    case .switchSpace(let asid):
      spaces.asid = asid
      if !model.shape.tagging.contains(.asids) { walks.flushWalkCaches() }
      try enterSpace(nil)
    case .switchMachine(let machine):
      spaces.machine = machine
      if !model.shape.tagging.contains(.vpids) { walks.flushWalkCaches() }
      try enterSpace(nil)
    case .flushSpace(let asid):
      if let space = spaces.space(asid) { walks.flushWalkCaches(asid: Self.tag(space.number)) }
    case .invalidate, .flushNonGlobal, .flushAll: break
    }
    walks.events.acknowledge()
  }

  /// Goes on in the current address space, with these tables or, the first time, with new ones.
  func enterSpace(_ tables: PageTables<X86Long4Encoding>.Space?) throws(TLBProfilerError) {
    let space: PagedSpaces.Space
    if let known = spaces.space(spaces.asid) { space = known } else { space = try makeSpace(tables) }
    pager.space = space.number
    pager.tables.space = space.tables
    pager.sizes = space.sizes?.pageSizeMap
    let tag = Self.tag(space.number)
    // More spaces than tags: what the tag's other spaces left behind must go.
    if spaces.count > Self.tagCount { walks.flushWalkCaches(asid: tag) }
    walks.switchSpace(to: tag, root: space.tables.root)
  }

  private func makeSpace(
    _ tables: PageTables<X86Long4Encoding>.Space?
  ) throws(TLBProfilerError) -> PagedSpaces.Space {
    guard let tables = tables ?? pager.tables.makeSpace() else {
      throw .outOfTableMemory(byteCount: Int(memory.guest.byteCount))
    }
    if case .uniform = paging.policy { return spaces.add(tables, nil) }
    let byteCount = 8 * PageSizeMap.wordCount
    guard let sizes = MappedBuffer(byteCount: byteCount) else { throw .outOfMemory(byteCount: byteCount) }
    return spaces.add(tables, sizes)
  }

  private static var tagCount: Int { 4096 }

  /// What walk caches know a space by.
  private static func tag(_ space: Int) -> ASID { ASID(UInt16(space % tagCount)) }
}
