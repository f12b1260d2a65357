/// A run of ``TLBHierarchy`` whose TLBs are all LRU with a linear index: what most accesses of most runs go through.
///
/// It is a copy of what does not change during a run, for a loop to keep in registers, and of what it counts.
struct LRUSimulation {
  private let instruction: LRURows
  private let data: LRURows
  private let second: LRURows
  private let hasSecond: Bool
  private let keyMask: UInt64
  private let context: UInt64
  /// Stores and fetches among the accesses done.
  private(set) var stores: UInt64 = 0
  private(set) var fetches: UInt64 = 0
  private(set) var level1Misses = KindCounts()
  private(set) var level2Misses = KindCounts()

  @inline(__always)
  init(
    instruction: LRURows, data: LRURows, second: LRURows, hasSecond: Bool, keyMask: UInt64, context: UInt64
  ) {
    self.instruction = instruction
    self.data = data
    self.second = second
    self.hasSecond = hasSecond
    self.keyMask = keyMask
    self.context = context
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
      if coming < accesses.count { handler.expect(accesses[coming]) }
      guard translate(access, key, first, row, &handler) else { break }
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

  /// Counts an access as done.
  @inline(__always)
  mutating func count(_ access: MemoryAccess, _ includesFetches: Bool) {
    stores &+= access.rawValue & 1
    if includesFetches { fetches &+= (access.rawValue &>> 1) & 1 }
  }

  /// Translates an access that is not to the latest page of its set.
  @inline(__always)
  private mutating func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ key: UInt64, _ first: LRURows, _ row: UnsafeMutablePointer<UInt64>,
    _ handler: inout Handler
  ) -> Bool {
    let evicted = first.bringToFront(key, in: row)
    if evicted == key { return true }
    guard refill(access, key, &handler) else {
      first.takeBack(evicted, in: row)
      return false
    }
    level1Misses.count(access)
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
    } else if !handler.handleMiss(access) {
      return false
    }
    level2Misses.count(access)
    return true
  }
}
