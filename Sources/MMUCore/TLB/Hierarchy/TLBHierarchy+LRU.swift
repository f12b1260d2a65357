// The simulation where every TLB is LRU with a linear index and pages are of one size.

extension TLBHierarchy {
  /// Whether pages of a size have one or two levels of such TLBs that have nothing to do with each other, as ``LRUSimulation`` needs them.
  func isPlainLRU(_ size: PageSize) -> Bool {
    let data = path(side: 0, size)
    let fetch = path(side: 1, size)
    guard data.count == fetch.count, data.count == 1 || data.count == 2 else { return false }
    guard isPlainLRU(data[0], level: 1), isPlainLRU(fetch[0], level: 1) else { return false }
    if data.count == 2 { guard data[1] == fetch[1], isPlainLRU(data[1], level: 2) else { return false } }
    return shape.prefetcher.kind == .none && !shape.tagging.contains(.globalUpperHalf)
  }

  private func isPlainLRU(_ number: Int, level: Int) -> Bool {
    let array = shape[number]
    let geometry = array.geometry
    guard array.level == level, arrays[number].inclusion == .neither, !array.pairsPages else { return false }
    return geometry.policy == .lru && !geometry.foldsIndex && geometry.wiredWays == 0
  }

  /// Sends accesses through such TLBs; those that cross a page, and events, one by one.
  @inline(__always)
  mutating func runLRU<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: UniformPages, includesFetches: Bool,
    onMiss handler: inout Handler
  ) -> Int {
    let data = path(side: 0, pages.size)
    let fetch = path(side: 1, pages.size)
    let second = data.count == 2 ? data[1] : data[0]  // never asked where there is none
    var simulation = LRUSimulation(
      instruction: arrays[fetch[0]].tlb, data: arrays[data[0]].tlb, second: arrays[second].tlb,
      hasSecond: data.count == 2, pages.size, spaceBits: spaceBits)
    var index = 0
    while true {
      index = simulation.run(accesses, from: index, includesFetches: includesFetches, onMiss: &handler)
      guard index < accesses.count, accesses[index].crossesPage, step(accesses[index], pages, &handler) else { break }
      simulation.skip(spaceBits: spaceBits)
      index &+= 1
    }
    let done = simulation.counts(done: index)
    count(done, dataArray: data[0], fetchArray: fetch[0], secondArray: data.count == 2 ? data[1] : nil)
    return index
  }

  private mutating func count(_ done: LRUCounts, dataArray: Int, fetchArray: Int, secondArray: Int?) {
    counters.accesses = counters.accesses + done.accesses
    counters.level1Misses = counters.level1Misses + done.level1Misses
    counters.level2Misses = counters.level2Misses + done.level2Misses
    counters.level3Misses = counters.level3Misses + done.level2Misses
    let fetches = done.accesses.fetches
    let data = done.accesses.total &- fetches
    let fetchMisses = done.level1Misses.fetches
    let dataMisses = done.level1Misses.total &- fetchMisses
    arrays[dataArray].counters.add(lookups: data, hits: data &- dataMisses, evictions: done.dataEvictions)
    arrays[fetchArray].counters.add(lookups: fetches, hits: fetches &- fetchMisses, evictions: done.fetchEvictions)
    guard let secondArray else { return }
    let lookups = done.level1Misses.total
    arrays[secondArray].counters.add(
      lookups: lookups, hits: lookups &- done.level2Misses.total, evictions: done.secondEvictions)
  }
}
