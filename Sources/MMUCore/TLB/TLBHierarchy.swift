/// Two levels of TLB as an address stream sees them: one for fetches and one for data over one that both share.
///
/// Neither level includes the other. A second-level hit refills the first level; a walk fills both. That is how Intel's
/// are measured to behave. Pages are all of one size and of one address space.
public struct TLBHierarchy {
  private var instruction: SetAssociativeTLB<Presence>
  private var data: SetAssociativeTLB<Presence>
  private var second: SetAssociativeTLB<Presence>
  private let hasSecond: Bool
  private let pageSize: PageSize
  private let context: UInt64
  private let keyMask: UInt64
  private let pageShift: UInt64
  private let isLRU: Bool

  /// What happened so far.
  public private(set) var counters = TLBCounters()

  /// A hierarchy of empty TLBs.
  ///
  /// - Parameter second: the shared level; without one, every first-level miss is walked.
  public init(
    instruction: SetAssociativeTLB<Presence>, data: SetAssociativeTLB<Presence>,
    second: SetAssociativeTLB<Presence>?, pageSize: PageSize, asid: ASID = ASID(0)
  ) {
    self.instruction = instruction
    self.data = data
    self.second = second ?? data  // never asked where there is none
    hasSecond = second != nil
    self.pageSize = pageSize
    context = TLBKey.context(pageSize, asid, isGlobal: false)
    keyMask = ~pageSize.offsetMask &<< 7 | MemoryAccess.crossingBit
    pageShift = UInt64(pageSize.shift) &+ 7
    isLRU = instruction.isPlainLRU && data.isPlainLRU && (second?.isPlainLRU ?? true)
  }

  /// Sends accesses through the TLBs, in order.
  ///
  /// An access that was refused is not counted. It may be run again, and then everything is as if it had never been
  /// refused: what its first part changed, if it crosses into another page, is what doing it once more would not change.
  ///
  /// - Returns: how many were done: all, or as many as came before one that the handler refused.
  public mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    run(accesses, includesFetches: true, onMiss: &handler)
  }

  /// Sends loads and stores through the TLBs, in order: ``run(_:onMiss:)`` without the choice of a first level.
  public mutating func runData<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    run(accesses, includesFetches: false, onMiss: &handler)
  }

  @inline(__always)
  private mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool, onMiss handler: inout Handler
  ) -> Int {
    isLRU
      ? runLRU(accesses, includesFetches: includesFetches, onMiss: &handler)
      : runAny(accesses, includesFetches: includesFetches, onMiss: &handler)
  }

  @inline(__always)
  private mutating func runAny<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool, onMiss handler: inout Handler
  ) -> Int {
    var index = 0
    while true {
      index = includesFetches ? skipLatest(accesses, from: index) : skipLatestData(accesses, from: index)
      guard index < accesses.count else { break }
      let coming = index &+ Self.lookahead
      if coming < accesses.count { handler.expect(accesses[coming]) }
      guard missLatest(accesses[index], &handler) else { break }
      index &+= 1
    }
    countAccesses(UnsafeBufferPointer(rebasing: accesses[..<index]))
    return index
  }

  @inline(__always)
  private mutating func runLRU<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool, onMiss handler: inout Handler
  ) -> Int {
    var simulation = LRUSimulation(
      instruction: LRURows(instruction, pageShift: pageShift), data: LRURows(data, pageShift: pageShift),
      second: LRURows(second, pageShift: pageShift), hasSecond: hasSecond, keyMask: keyMask, context: context)
    var index = 0
    while true {
      index = simulation.run(accesses, from: index, includesFetches: includesFetches, onMiss: &handler)
      guard index < accesses.count, accesses[index].crossesPage, missLatest(accesses[index], &handler) else { break }
      simulation.count(accesses[index], includesFetches)
      index &+= 1
    }
    let loads = UInt64(index) &- simulation.stores &- simulation.fetches
    counters.accesses =
      counters.accesses + KindCounts(loads: loads, stores: simulation.stores, fetches: simulation.fetches)
    counters.level1Misses = counters.level1Misses + simulation.level1Misses
    counters.level2Misses = counters.level2Misses + simulation.level2Misses
    return index
  }

  /// Drops everything from every level: what a CR3 load does where no ASIDs are in use.
  public mutating func flushAll() {
    instruction.flushAll()
    data.flushAll()
    if hasSecond { second.flushAll() }
  }

  /// How many accesses ahead a handler is told of one: as many misses as cover a load from memory.
  static var lookahead: Int { 8 }

  // MARK: The fast path

  @inline(__always)
  private func key(of access: MemoryAccess) -> TLBKey {
    TLBKey(rawValue: access.rawValue & keyMask | context)
  }

  /// The position of the first access that does not repeat the latest page of its set. Repeating it is a hit that
  /// changes nothing under any policy.
  @inline(__always)
  private func skipLatest(_ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int) -> Int {
    let instruction = LatestPage(instruction, pageShift)
    let data = LatestPage(data, pageShift)
    var index = start
    while index < accesses.count {
      let access = accesses[index]
      let latest = access.isFetch ? instruction.key(for: access) : data.key(for: access)
      guard latest == key(of: access).rawValue else { break }
      index &+= 1
    }
    return index
  }

  /// ``skipLatest(_:from:)`` where no access is a fetch.
  @inline(__always)
  private func skipLatestData(_ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int) -> Int {
    let data = LatestPage(data, pageShift)
    var index = start
    while index < accesses.count, data.key(for: accesses[index]) == key(of: accesses[index]).rawValue {
      index &+= 1
    }
    return index
  }

  /// What finds the latest page of an access's set, in registers.
  ///
  /// It knows linear indices alone. Where the index is folded it always looks into set 0, and so sends nearly every
  /// access down the slow path, which knows better.
  private struct LatestPage {
    let rows: UnsafeMutablePointer<UInt64>
    let shift: UInt64
    let mask: UInt64

    @inline(__always)
    init(_ tlb: SetAssociativeTLB<Presence>, _ pageShift: UInt64) {
      rows = tlb.rows
      shift = pageShift &- UInt64(tlb.rowShift)
      mask = tlb.geometry.foldsIndex ? 0 : tlb.setMask &<< UInt64(tlb.rowShift)
    }

    @inline(__always)
    func key(for access: MemoryAccess) -> UInt64 {
      rows[Int(truncatingIfNeeded: (access.rawValue &>> shift) & mask)]
    }
  }

  private mutating func countAccesses(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    var stores: UInt64 = 0
    var fetches: UInt64 = 0
    for access in accesses {
      stores &+= access.rawValue & 1
      fetches &+= (access.rawValue &>> 1) & 1
    }
    let loads = UInt64(accesses.count) &- stores &- fetches
    counters.accesses = counters.accesses + KindCounts(loads: loads, stores: stores, fetches: fetches)
  }

  // MARK: The slow path

  /// An access that is not to the latest page of its set.
  @inline(never)
  private mutating func missLatest<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    guard access.crossesPage else { return translate(access, &handler) }
    return translateBothParts(access, &handler)
  }

  @inline(never)
  private mutating func translateBothParts<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    let first = access.firstPart
    let second = access.secondPart
    guard translate(first, &handler) else { return false }
    if key(of: first) == key(of: second) { return true }
    guard translate(second, &handler) else { return false }
    counters.pageCrossings &+= 1
    counters.accesses.count(second)
    return true
  }

  @inline(__always)
  private mutating func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    let key = key(of: access)
    let page = access.gva.rawValue &>> UInt64(pageSize.shift)
    if access.isFetch {
      if instruction.hit(key, page) { return true }
      guard refill(key, page, access, &handler) else { return false }
      instruction.fillAbsent(key, page)
    } else {
      if data.hit(key, page) { return true }
      guard refill(key, page, access, &handler) else { return false }
      data.fillAbsent(key, page)
    }
    counters.level1Misses.count(access)
    return true
  }

  /// Finds in the second level what the first did not have, walking if need be.
  @inline(__always)
  private mutating func refill<Handler: TLBMissHandler>(
    _ key: TLBKey, _ page: UInt64, _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    if hasSecond && second.hit(key, page) { return true }
    guard handler.handleMiss(access) else { return false }
    if hasSecond { second.fillAbsent(key, page) }
    counters.level2Misses.count(access)
    return true
  }
}

extension SetAssociativeTLB<Presence> {
  fileprivate var isPlainLRU: Bool { geometry.policy == .lru && !geometry.foldsIndex }

  /// Looks a key up and counts the hit as a use.
  @inline(__always)
  fileprivate mutating func hit(_ key: TLBKey, _ page: UInt64) -> Bool {
    let set = setIndex(page)
    guard let way = findWay(of: key, in: set) else { return false }
    use(Place(set: set, way: way))
    return true
  }

  @inline(__always)
  fileprivate mutating func fillAbsent(_ key: TLBKey, _ page: UInt64) {
    fillAbsent(key, in: setIndex(page), Presence())
  }
}
