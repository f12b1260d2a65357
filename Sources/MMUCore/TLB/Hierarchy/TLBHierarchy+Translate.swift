// One translation: looked for level by level, walked if need be, filled where it belongs.

extension TLBHierarchy {
  /// Translates an access that lies in one page; refused, it changes nothing.
  @inline(__always)
  mutating func translate<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ pages: Sizing, _ handler: inout Handler
  ) -> Bool {
    let translation = translation(access.gva, pages.pageSize(of: access.gva))
    let path = path(side: access.isFetch ? 1 : 0, translation.size)
    let found = find(translation, path)
    let isMiss = found == path.count
    if isMiss { guard supply(access, translation, &handler) else { return false } }
    count(access, path, found)
    fill(translation, path, before: found)
    if isMiss && shape.prefetcher.kind != .none { prefetch(access, translation, pages, &handler) }
    noteLatest(access, translation, path)
    return true
  }

  /// Looks a translation up and counts the hit as a use.
  ///
  /// - Returns: the step of the path that has it, or how many there are.
  @inline(__always)
  private mutating func find(_ translation: TLBTranslation, _ path: TLBPath) -> Int {
    var step = 0
    while step < path.count {
      let array = arrays + path[step]
      if let place = array.pointee.find(translation) {
        if step > 0 && array.pointee.inclusion == .exclusive {
          array.pointee.tlb.clear(place)
        } else {
          array.pointee.tlb.use(place)
        }
        return step
      }
      step &+= 1
    }
    return step
  }

  /// Takes what no level has from the prefetch buffer, or has it walked.
  @inline(__always)
  private mutating func supply<Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ translation: TLBTranslation, _ handler: inout Handler
  ) -> Bool {
    if shape.prefetcher.kind != .none {
      let key = translation.key(pairShift: 0)
      if let way = buffer.findWay(of: key, in: 0) {
        buffer.clear(.init(set: 0, way: way))
        counters.prefetchesUsed &+= 1
        return true
      }
    }
    return handler.handleMiss(access)
  }

  @inline(__always)
  private mutating func count(_ access: MemoryAccess, _ path: TLBPath, _ found: Int) {
    var step = 0
    while step < found {
      arrays[path[step]].counters.lookups &+= 1
      step &+= 1
    }
    var level = 4
    if found < path.count {
      arrays[path[found]].counters.add(lookups: 1, hits: 1, evictions: 0)
      level = arrays[path[found]].level
    }
    if level > 1 { counters.level1Misses.count(access) }
    if level > 2 { counters.level2Misses.count(access) }
    if level > 3 { counters.level3Misses.count(access) }
  }

  /// Fills the levels before one that had a translation, the farthest first. Exclusive ones are filled by evictions alone.
  @inline(__always)
  private mutating func fill(_ translation: TLBTranslation, _ path: TLBPath, before found: Int) {
    var step = found
    while step > 0 {
      step &-= 1
      let array = arrays + path[step]
      if step > 0 && array.pointee.inclusion == .exclusive { continue }
      let evicted = array.pointee.fill(translation.key(pairShift: array.pointee.pairShift))
      if evicted != .none && hasNestedLevels { settle(evicted, from: path[step]) }
    }
  }

  private var hasNestedLevels: Bool { shape.secondLevel != .neither || shape.thirdLevel != .neither }

  /// Does what an eviction means for other levels: those before an inclusive one lose the page; an exclusive one behind takes it, and may
  /// evict in turn.
  @inline(never)
  private mutating func settle(_ evicted: TLBKey, from number: Int) {
    var key = evicted
    var number = number
    while key != .none {
      if arrays[number].inclusion == .inclusive { dropBefore(key, number) }
      guard let next = exclusiveArray(behind: number, for: key) else { return }
      number = next
      key = arrays[next].fill(key)
    }
  }

  /// Drops what an inclusive TLB has evicted from those before it.
  private mutating func dropBefore(_ key: TLBKey, _ number: Int) {
    forgetLatest()
    let outer = arrays[number]
    for inner in 0..<shape.arrayCount where arrays[inner].level < outer.level {
      if outer.side == .both || arrays[inner].side == outer.side { arrays[inner].drop(key) }
    }
  }

  /// The exclusive TLB that takes what one has evicted, unless the other side holds it still, before that TLB.
  private func exclusiveArray(behind number: Int, for key: TLBKey) -> Int? {
    let inner = arrays[number]
    let size = PageSize(shift: key.shortSize.shift &- inner.pairShift)
    let side = inner.side == .instruction ? 1 : 0
    let path = path(side: side, size)
    var step = 0
    while path[step] != number { step &+= 1 }
    guard step &+ 1 < path.count, arrays[path[step &+ 1]].inclusion == .exclusive else { return nil }
    let next = path[step &+ 1]
    if inner.side == .both || arrays[next].side != .both { return next }
    let other = self.path(side: 1 &- side, size)
    step = 0
    while step < other.count && other[step] != next {
      if arrays[other[step]].side != .both && arrays[other[step]].holds(key) { return nil }
      step &+= 1
    }
    return next
  }

  /// Remembers the page of a side's latest translation, if its repetition is a first-level hit that changes nothing.
  @inline(__always)
  private mutating func noteLatest(_ access: MemoryAccess, _ translation: TLBTranslation, _ path: TLBPath) {
    var latest = TLBLatestPage.none
    var isShared = false
    if path.count > 0 {
      let array = arrays + path[0]
      isShared = array.pointee.side == .both
      if array.pointee.level == 1 && array.pointee.isSettled(translation) {
        latest = TLBLatestPage(translation, array: path[0])
      }
    }
    if access.isFetch {
      latestFetch = latest
      if isShared { latestData = .none }
    } else {
      latestData = latest
      if isShared { latestFetch = .none }
    }
  }
}
