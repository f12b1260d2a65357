/// A run of ``TLBHierarchy`` whose TLBs are all LRU with a linear index: what most accesses of most runs go through.
///
/// It is a copy of what does not change during a run, for a loop to keep in registers, and of what it counts.
struct LRUSimulation {
  private let instruction: LRURows
  private let data: LRURows
  private let second: LRURows
  private let hasSecond: Bool
  private let keyMask: UInt64
  private let sizeBits: UInt64
  private var context: UInt64
  /// Stores and fetches among the accesses done.
  private var stores: UInt64 = 0
  private var fetches: UInt64 = 0
  /// What others did instead: accesses that cross a page, and events.
  private var skipped: UInt64 = 0
  private var misses = LRUCounts()

  @inline(__always)
  init(
    instruction: SetAssociativeTLB<Presence>, data: SetAssociativeTLB<Presence>, second: SetAssociativeTLB<Presence>,
    hasSecond: Bool, _ size: PageSize, spaceBits: UInt64
  ) {
    let pageShift = UInt64(size.shift) &+ 7
    self.instruction = LRURows(instruction, pageShift: pageShift)
    self.data = LRURows(data, pageShift: pageShift)
    self.second = LRURows(second, pageShift: pageShift)
    self.hasSecond = hasSecond
    keyMask = ~size.offsetMask &<< 7 | MemoryAccess.crossingBit
    sizeBits = UInt64(size.shift &- 11)
    context = sizeBits | spaceBits
  }

  /// Notes that someone else did what came next, after which the address space may be another.
  @inline(__always)
  mutating func skip(spaceBits: UInt64) {
    skipped &+= 1
    context = sizeBits | spaceBits
  }

  /// What was counted, all accesses up to a position being done.
  @inline(__always)
  func counts(done: Int) -> LRUCounts {
    var counts = misses
    let loads = UInt64(done) &- skipped &- stores &- fetches
    counts.accesses = KindCounts(loads: loads, stores: stores, fetches: fetches)
    return counts
  }

  /// Sends accesses through until one crosses into another page or is refused.
  ///
  /// - Returns: the position of that access, which has changed nothing, or how many there are.
  @inline(__always)
  mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int, includesFetches: Bool, onMiss handler: inout Handler
  ) -> Int {
    var index = start
    while index < accesses.count {
      let access = accesses[index]
      let key = access.rawValue & keyMask | context
      let first = includesFetches && access.isFetch ? instruction : data
      let row = first.row(for: access.rawValue)
      if row.pointee == key {
        count(access, includesFetches)
        index &+= 1
        if !includesFetches { index = skipLatestData(accesses, from: index) }
        continue
      }
      guard !access.crossesPage else { break }
      let coming = index &+ TLBHierarchy.lookahead
      if coming < accesses.count, !accesses[coming].isEvent { handler.expect(accesses[coming]) }
      guard translate(access, key, first, row, includesFetches, &handler) else { break }
      count(access, includesFetches)
      index &+= 1
    }
    return index
  }

  /// The position up to which all accesses are to the latest page of their set. They are looked at by fours: such a hit changes
  /// nothing, so that none of the four depends on another.
  @inline(__always)
  private mutating func skipLatestData(_ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int) -> Int {
    var index = start
    while index &+ 4 <= accesses.count {
      let (first, second, third, fourth) = (
        accesses[index], accesses[index &+ 1], accesses[index &+ 2], accesses[index &+ 3]
      )
      let differences = difference(first) | difference(second) | difference(third) | difference(fourth)
      guard differences == 0 else { break }
      stores &+= (first.rawValue & 1) &+ (second.rawValue & 1) &+ (third.rawValue & 1) &+ (fourth.rawValue & 1)
      index &+= 4
    }
    return index
  }

  /// Zero if a load or store is to the latest page of its set.
  @inline(__always)
  private func difference(_ access: MemoryAccess) -> UInt64 {
    data.row(for: access.rawValue).pointee ^ (access.rawValue & keyMask | context)
  }

  @inline(__always)
  private mutating func count(_ access: MemoryAccess, _ includesFetches: Bool) {
    stores &+= access.rawValue & 1
    if includesFetches { fetches &+= (access.rawValue &>> 1) & 1 }
  }

  /// Translates an access that is not to the latest page of its set.
  @inline(__always)
  private mutating func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ key: UInt64, _ first: LRURows, _ row: UnsafeMutablePointer<UInt64>,
    _ includesFetches: Bool, _ handler: inout Handler
  ) -> Bool {
    let evicted = first.bringToFront(key, in: row)
    if evicted == key { return true }
    guard refill(access, key, &handler) else {
      first.takeBack(evicted, in: row)
      return false
    }
    let hasEvicted: UInt64 = evicted == 0 ? 0 : 1
    if includesFetches && access.isFetch {
      misses.fetchEvictions &+= hasEvicted
    } else {
      misses.dataEvictions &+= hasEvicted
    }
    misses.level1Misses.count(access)
    return true
  }

  /// Finds in the second level what the first did not have, walking if need be.
  @inline(__always)
  private mutating func refill<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ key: UInt64, _ handler: inout Handler
  ) -> Bool {
    if hasSecond {
      let row = second.row(for: access.rawValue)
      let evicted = second.bringToFront(key, in: row)
      if evicted == key { return true }
      guard handler.handleMiss(access) else {
        second.takeBack(evicted, in: row)
        return false
      }
      misses.secondEvictions &+= evicted == 0 ? 0 : 1
    } else if !handler.handleMiss(access) {
      return false
    }
    misses.level2Misses.count(access)
    return true
  }
}
