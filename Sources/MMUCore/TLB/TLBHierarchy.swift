/// Two levels of TLB as an address stream sees them: one for fetches and one for data over one that both share.
///
/// Neither level includes the other. A second-level hit refills the first level; a walk fills both. That is how Intel's
/// are measured to behave. Pages are all of one size and of one address space.
public struct TLBHierarchy {
  private var instruction: SetAssociativeTLB<Presence>
  private var data: SetAssociativeTLB<Presence>
  private var second: SetAssociativeTLB<Presence>?
  private let pageSize: PageSize
  private let context: UInt64
  private let keyMask: UInt64
  private let pageShift: UInt64

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
    self.second = second
    self.pageSize = pageSize
    context = TLBKey.context(pageSize, asid, isGlobal: false)
    keyMask = ~pageSize.offsetMask &<< 7 | MemoryAccess.crossingBit
    pageShift = UInt64(pageSize.shift) &+ 7
  }

  /// Sends accesses through the TLBs, in order.
  ///
  /// - Returns: how many were done: all, or as many as came before one that the handler refused.
  public mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    var index = 0
    while index < accesses.count {
      let access = accesses[index]
      let isFetch = access.rawValue & 3 == UInt64(AccessKind.fetch.rawValue)
      if !isLatest(access, in: isFetch ? instruction : data) {
        guard missLatest(access, &handler) else { break }
      }
      index &+= 1
    }
    countAccesses(UnsafeBufferPointer(rebasing: accesses[..<index]))
    return index
  }

  /// Sends loads and stores through the TLBs, in order: ``run(_:onMiss:)`` without the choice of a first level.
  public mutating func runData<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    var index = 0
    while index < accesses.count {
      let access = accesses[index]
      if !isLatest(access, in: data) {
        guard missLatest(access, &handler) else { break }
      }
      index &+= 1
    }
    countAccesses(UnsafeBufferPointer(rebasing: accesses[..<index]))
    return index
  }

  /// Drops everything from every level: what a CR3 load does where no ASIDs are in use.
  public mutating func flushAll() {
    instruction.flushAll()
    data.flushAll()
    second?.flushAll()
  }

  // MARK: The fast path

  @inline(__always)
  private func key(of access: MemoryAccess) -> TLBKey {
    TLBKey(rawValue: access.rawValue & keyMask | context)
  }

  /// Whether the access repeats the latest page of its set: a hit that changes nothing under any policy.
  @inline(__always)
  private func isLatest(_ access: MemoryAccess, in tlb: SetAssociativeTLB<Presence>) -> Bool {
    let set = tlb.setIndex(access.rawValue &>> pageShift)
    return tlb.rows[set &* tlb.rowStride] == key(of: access).rawValue
  }

  private mutating func countAccesses(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    var stores: UInt64 = 0
    var fetches: UInt64 = 0
    for access in accesses {
      stores &+= access.rawValue & 1
      fetches &+= (access.rawValue &>> 1) & 1
    }
    counters.accesses.stores &+= stores
    counters.accesses.fetches &+= fetches
    counters.accesses.loads &+= UInt64(accesses.count) &- stores &- fetches
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

  private mutating func translateBothParts<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    let first = access.firstPart
    let second = access.secondPart
    guard translate(first, &handler) else { return false }
    if key(of: first) == key(of: second) { return true }
    counters.pageCrossings &+= 1
    counters.accesses.count(access.kind)
    return translate(second, &handler)
  }

  @inline(__always)
  private mutating func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ handler: inout Handler
  ) -> Bool {
    if access.kind == .fetch {
      return Self.translate(access, key(of: access), pageShift, &instruction, &second, &counters, &handler)
    }
    return Self.translate(access, key(of: access), pageShift, &data, &second, &counters, &handler)
  }

  @inline(__always)
  private static func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ key: TLBKey, _ pageShift: UInt64, _ first: inout SetAssociativeTLB<Presence>,
    _ second: inout SetAssociativeTLB<Presence>?, _ counters: inout TLBCounters, _ handler: inout Handler
  ) -> Bool {
    let set = first.setIndex(access.rawValue &>> pageShift)
    if let way = first.findWay(of: key, in: set) {
      first.use(.init(set: set, way: way))
      return true
    }
    counters.level1Misses.count(access.kind)
    let isInSecond = second?.hit(key, pageNumber: access.rawValue &>> pageShift) ?? false
    if !isInSecond {
      counters.level2Misses.count(access.kind)
      guard handler.handleMiss(access) else { return false }
      second?.fillAbsent(key, pageNumber: access.rawValue &>> pageShift)
    }
    first.fillAbsent(key, in: set, Presence())
    return true
  }
}

extension SetAssociativeTLB<Presence> {
  /// Looks a key up and counts the hit as a use.
  @inline(__always)
  fileprivate mutating func hit(_ key: TLBKey, pageNumber: UInt64) -> Bool {
    let set = setIndex(pageNumber)
    guard let way = findWay(of: key, in: set) else { return false }
    use(Place(set: set, way: way))
    return true
  }

  @inline(__always)
  fileprivate mutating func fillAbsent(_ key: TLBKey, pageNumber: UInt64) {
    fillAbsent(key, in: setIndex(pageNumber), Presence())
  }
}
