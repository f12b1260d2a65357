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
      let row = (includesFetches && access.isFetch ? instruction : data).row(for: access.rawValue)
      if row.pointee != key {
        guard !access.crossesPage else { break }
        let coming = index &+ TLBHierarchy.lookahead
        if coming < accesses.count { handler.expect(accesses[coming]) }
        guard translate(access, key, row, includesFetches, &handler) else { break }
      }
      index &+= 1
    }
    return index
  }

  /// Translates an access that is not to the latest page of its set.
  @inline(__always)
  private mutating func translate<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ key: UInt64, _ row: UnsafeMutablePointer<UInt64>, _ includesFetches: Bool,
    _ handler: inout Handler
  ) -> Bool {
    let first = includesFetches && access.isFetch ? instruction : data
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
