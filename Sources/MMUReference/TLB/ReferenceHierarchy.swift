import MMUCore

/// A ``TLBHierarchyShape`` in use, from its definitions: each TLB is a list of sets, each set a list of ways, and whose a page is stands
/// beside it in full.
///
/// A hit fills the levels before it, a walk all; exclusive levels are filled by what the level before evicts, and give it back. An access
/// that crosses into another page is two translations; if the second is refused, the same access goes on there when it comes again.
public struct ReferenceHierarchy {
  /// The shape.
  public let shape: TLBHierarchyShape
  private let pageSize: (GVA) -> PageSize
  private var arrays: [ReferenceArray]
  private var prefetcher: ReferencePrefetcher
  private var owners = ReferenceOwners()
  private var machine: UInt16 = 0
  private var asid: UInt16 = 0
  private var halfDone: MemoryAccess?

  private var accesses = ReferenceTally()
  private var misses = [ReferenceTally(), ReferenceTally(), ReferenceTally()]
  private var others = TLBCounters()

  /// Empty TLBs.
  ///
  /// - Parameters:
  ///   - vectors: the permutation tables, a list of vectors each: one for each position, then the one for misses.
  ///   - pageSize: how large the page of an address is.
  public init(
    _ shape: TLBHierarchyShape, seed: UInt64 = 1, vectors: [[[Int]]] = [], pageSize: @escaping (GVA) -> PageSize
  ) {
    self.shape = shape
    self.pageSize = pageSize
    arrays = (0..<shape.arrayCount).map { number in
      let isPermutation = shape[number].geometry.policy == .permutation
      return ReferenceArray(
        shape[number], seed: seed, vectors: isPermutation ? vectors[shape[number].permutationTable] : [])
    }
    prefetcher = ReferencePrefetcher(shape.prefetcher)
    claimOwners()
  }

  /// Empty TLBs of two levels for pages of one size.
  public init(
    instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize, seed: UInt64 = 1
  ) {
    let shape = TLBHierarchyShape(instruction: instruction, data: data, second: second, pageSize: pageSize)
    self.init(shape, seed: seed) { _ in pageSize }
  }

  /// What happened so far.
  public var counters: TLBCounters {
    var counters = others
    counters.accesses = accesses.counts
    counters.level1Misses = misses[0].counts
    counters.level2Misses = misses[1].counts
    counters.level3Misses = misses[2].counts
    return counters
  }

  /// What one TLB counted.
  public func counters(ofArray number: Int) -> TLBArrayCounters { arrays[number].counters }

  /// Whether a TLB holds the page of an address, of whatever owner is current.
  public func holds(_ gva: GVA, _ size: PageSize, inArray number: Int) -> Bool {
    arrays[number].holds(arrays[number].entry(for: gva, size, owner(of: gva)))
  }

  /// Writes a page to a wired way.
  public mutating func wire(_ gva: GVA, _ size: PageSize, inArray number: Int, at way: Int) {
    arrays[number].wire(arrays[number].entry(for: gva, size, owner(of: gva)), at: way)
  }

  // MARK: Accesses

  /// Does one access or event.
  ///
  /// - Parameter isMapped: whether an address can be translated.
  /// - Returns: whether it was done.
  @discardableResult
  public mutating func access(_ access: MemoryAccess, isMapped: (GVA) -> Bool = { _ in true }) -> Bool {
    if access.isEvent {
      others.events += 1
      if let event = access.event { apply(event) }
      return true
    }
    let isResumed = halfDone == access
    halfDone = nil
    if !isResumed { guard translate(access.gva, access.kind, isMapped) else { return false } }
    if let next = nextPage(access) {
      guard translate(next, access.kind, isMapped) else {
        halfDone = access
        return false
      }
      others.pageCrossings += 1
      accesses.add(access.kind)
    }
    accesses.add(access.kind)
    return true
  }

  /// The next page's first address, of an access that reaches into another page.
  private func nextPage(_ access: MemoryAccess) -> GVA? {
    guard access.crossesPage else { return nil }
    let next = GVA((access.gva.rawValue / 4096 &+ 1) &* 4096)
    let size = pageSize(access.gva).byteCount
    return next.rawValue / size == access.gva.rawValue / size ? nil : next
  }

  private mutating func translate(_ gva: GVA, _ kind: AccessKind, _ isMapped: (GVA) -> Bool) -> Bool {
    let size = pageSize(gva)
    let side: TLBSide = kind == .fetch ? .instruction : .data
    let path = path(side, size)
    let hit = path.first { holds(gva, size, inArray: $0) }
    if hit == nil {
      let page = ReferencePage(gva, byteCount: size.byteCount, owner(of: gva))
      if prefetcher.buffer.contains(page) {
        prefetcher.drop { $0 == page }
        others.prefetchesUsed += 1
      } else if !isMapped(gva) {
        return false
      }
    }
    count(kind, path, hit: hit)
    move(gva, size, path, from: hit)
    if hit == nil { prefetch(gva, size, side, isMapped) }
    return true
  }

  /// The numbers of the TLBs that serve a side's pages of a size, by their level.
  private func path(_ side: TLBSide, _ size: PageSize) -> [Int] {
    (1...3).flatMap { level in
      arrays.indices.filter { shape[$0].level == level && arrays[$0].serves(side, size) }
    }
  }

  private mutating func count(_ kind: AccessKind, _ path: [Int], hit: Int?) {
    for number in path {
      arrays[number].countLookup(isHit: number == hit)
      if number == hit { break }
    }
    let level = hit.map { shape[$0].level } ?? 4
    for missed in 1..<4 where missed < level { misses[missed - 1].add(kind) }
  }

  /// Brings a translation from where it was, or from a walk, to where it belongs.
  private mutating func move(_ gva: GVA, _ size: PageSize, _ path: [Int], from hit: Int?) {
    let owner = owner(of: gva)
    if let hit {
      let entry = arrays[hit].entry(for: gva, size, owner)
      let isGivenBack = hit != path[0] && inclusion(of: hit) == .exclusive
      if isGivenBack { arrays[hit].drop { $0 == entry } } else { arrays[hit].use(entry) }
    }
    let filled = path.prefix { $0 != hit }.filter { $0 == path[0] || inclusion(of: $0) != .exclusive }
    for number in filled.reversed() {
      let evicted = arrays[number].fill(arrays[number].entry(for: gva, size, owner))
      if let evicted { settle(evicted, from: number) }
    }
  }

  private func inclusion(of number: Int) -> TLBInclusion { shape.inclusion(ofLevel: shape[number].level) }

  /// What was evicted leaves the levels before an inclusive one, and goes to the exclusive one behind.
  private mutating func settle(_ page: ReferencePage, from number: Int) {
    if inclusion(of: number) == .inclusive {
      for inner in arrays.indices where shape[inner].level < shape[number].level && shares(inner, number) {
        arrays[inner].drop { $0 == page }
      }
    }
    let byteCount = shape[number].pairsPages ? page.byteCount / 2 : page.byteCount
    let size = PageSize(shift: UInt8(byteCount.trailingZeroBitCount))
    let path = path(shape[number].side == .instruction ? .instruction : .data, size)
    guard let next = path.drop(while: { $0 != number }).dropFirst().first, inclusion(of: next) == .exclusive else {
      return
    }
    // What the other side holds still is not to be in what both share.
    let isHeld = arrays.indices.contains {
      let isOtherSides = shape[number].side != .both && shape[$0].side != .both && shape[$0].side != shape[number].side
      return isOtherSides && shape[$0].level < shape[next].level && shares($0, next) && arrays[$0].holds(page)
    }
    if isHeld { return }
    if let evicted = arrays[next].fill(page) { settle(evicted, from: next) }
  }

  /// Whether what one TLB serves, a farther one serves too.
  private func shares(_ inner: Int, _ outer: Int) -> Bool {
    shape[outer].side == .both || shape[outer].side == shape[inner].side
  }

  // MARK: Prefetches

  private mutating func prefetch(_ gva: GVA, _ size: PageSize, _ side: TLBSide, _ isMapped: (GVA) -> Bool) {
    let page = Int64(bitPattern: gva.rawValue) >> Int64(size.shift)
    for distance in prefetcher.miss(page: page, size) {
      fetch(canonical((page &+ distance) &* Int64(size.byteCount)), side, isMapped)
    }
  }

  /// An address with bit 56 in all bits above it.
  private func canonical(_ address: Int64) -> GVA { GVA(UInt64(bitPattern: (address << 7) >> 7)) }

  private mutating func fetch(_ gva: GVA, _ side: TLBSide, _ isMapped: (GVA) -> Bool) {
    let size = pageSize(gva)
    let page = ReferencePage(gva, byteCount: size.byteCount, owner(of: gva))
    if path(side, size).isEmpty || prefetcher.buffer.contains(page) { return }
    if path(side, size).contains(where: { holds(gva, size, inArray: $0) }) { return }
    others.prefetchWalks += 1
    guard isMapped(gva) else { return }
    others.prefetchesIssued += 1
    prefetcher.keep(page)
  }

  // MARK: Events

  /// Does what an event says.
  public mutating func apply(_ event: MemoryAccess.Event) {
    halfDone = nil
    switch event {
    case .switchSpace(let space):
      asid = space.rawValue
      if !shape.tagging.contains(.asids) { dropOwn() }
      claimOwners()
    case .switchMachine(let number):
      machine = number
      if !shape.tagging.contains(.vpids) { flushAll() }
      claimOwners()
    case .invalidate(let gva): invalidate(gva)
    case .flushSpace(let space):
      if shape.tagging.contains(.asids) {
        let owner = ReferencePage.Owner(machine: currentMachine, asid: space.rawValue)
        drop { $0.owner == owner }
      } else if space.rawValue == asid {
        dropOwn()
      }
    case .flushNonGlobal: dropOwn()
    case .flushAll: flushAll()
    }
  }

  /// Drops everything.
  public mutating func flushAll() {
    halfDone = nil
    for number in arrays.indices { arrays[number].flush() }
    prefetcher.drop { _ in true }
  }

  private mutating func drop(where test: (ReferencePage) -> Bool) {
    for number in arrays.indices { arrays[number].drop(where: test) }
    prefetcher.drop(where: test)
  }

  /// Drops what is the current machine's and not global.
  private mutating func dropOwn() {
    let machine = currentMachine
    drop { $0.owner.machine == machine && $0.owner.asid != nil }
  }

  private mutating func invalidate(_ gva: GVA) {
    let owners = [currentOwner, globalOwner]
    drop { owners.contains($0.owner) && $0.number == gva.rawValue / $0.byteCount }
  }

  // MARK: Owners

  private var currentMachine: UInt16 { shape.tagging.contains(.vpids) ? machine : 0 }

  private var currentOwner: ReferencePage.Owner {
    ReferencePage.Owner(machine: currentMachine, asid: shape.tagging.contains(.asids) ? asid : 0)
  }

  private var globalOwner: ReferencePage.Owner { ReferencePage.Owner(machine: currentMachine, asid: nil) }

  private func owner(of gva: GVA) -> ReferencePage.Owner {
    let isGlobal = shape.tagging.contains(.globalUpperHalf) && gva.rawValue >> 63 == 1
    return isGlobal ? globalOwner : currentOwner
  }

  /// Gives the current owners tags, where machines have any; whoever loses one for it loses what is there.
  private mutating func claimOwners() {
    guard shape.tagging.contains(.vpids) else { return }
    if let loser = owners.claim(currentOwner, sparing: nil) { drop { $0.owner == loser } }
    guard shape.tagging.contains(.globalUpperHalf) else { return }
    if let loser = owners.claim(globalOwner, sparing: currentOwner) { drop { $0.owner == loser } }
  }
}
