import MMUCore
import Testing

/// Prefetchers on sequences of misses that a person can follow: one entry before a buffer, so that every change of page misses.
@Suite struct TLBPrefetcherTests {
  /// Refuses pages from a number on.
  private struct End: TLBMissHandler {
    let end: UInt64
    var walked: [UInt64] = []

    mutating func handleMiss(_ access: MemoryAccess) -> Bool {
      walked.append(access.gva.frame.rawValue)
      return access.gva.frame.rawValue < end
    }

    func expect(_ access: MemoryAccess) {}
  }

  /// The pages walked, in order, and the counts.
  private func run(
    _ prefetcher: TLBPrefetcher, _ pages: [UInt64], end: UInt64 = .max
  ) throws -> (walked: [UInt64], counters: TLBCounters) {
    var shape = TLBHierarchyShape(prefetcher: prefetcher)
    shape.add(TLBArrayShape(level: 1, .both, PageSizeSet(.kib4), TLBGeometry(sets: 1, ways: 1)))
    var owned = try OwnedHierarchy(shape)
    var handler = End(end: end)
    owned.run(pages.map { MemoryAccess(.load, GVA($0 << 12)) }, onMiss: &handler)
    return (handler.walked, owned.hierarchy.counters)
  }

  @Test func theNextPageIsThereWhenASweepComes() throws {
    let (walked, counters) = try run(TLBPrefetcher(.nextPage), [0, 1, 2, 3])
    #expect(walked == [0, 1, 2, 3, 4])
    #expect(counters.level1Misses.total == 4 && counters.walks == 1)
    #expect(counters.prefetchWalks == 4 && counters.prefetchesIssued == 4 && counters.prefetchesUsed == 3)
  }

  @Test func aPageThatIsNotMappedIsWalkedInVain() throws {
    let (walked, counters) = try run(TLBPrefetcher(.nextPage), [0, 1, 0, 1], end: 2)
    // 1 comes from the buffer, and 2 is walked in vain. Back at 0, nothing holds 1, and it all happens again.
    #expect(walked == [0, 1, 2, 0, 1, 2])
    #expect(counters.prefetchWalks == 4 && counters.prefetchesIssued == 2 && counters.prefetchesUsed == 2)
  }

  @Test func theBufferKeepsTheLatest() throws {
    let (walked, counters) = try run(TLBPrefetcher(.nextPage, bufferEntries: 1), [0, 10, 1, 11])
    #expect(walked == [0, 1, 10, 11, 1, 2, 11, 12])
    #expect(counters.prefetchesUsed == 0)
  }

  /// 0, 3, 6: twice the same distance, so 9 is fetched, then 12. 20 breaks the stride, and 34 makes one of 14.
  @Test func aStrideIsFollowedFromItsSecondStep() throws {
    let (walked, counters) = try run(TLBPrefetcher(.stride), [0, 3, 6, 9, 20, 34, 48])
    #expect(walked == [0, 3, 6, 9, 12, 20, 34, 48, 62])
    #expect(counters.prefetchWalks == 3 && counters.prefetchesUsed == 1)
  }

  @Test func aStrideMayGoDown() throws {
    let (walked, _) = try run(TLBPrefetcher(.stride), [9, 7, 5])
    #expect(walked == [9, 7, 5, 3])
  }

  /// Distances 1, 4, 1, 4: after 4 came 1, so at the second 4 the page 1 further is fetched; after 1 came 4.
  @Test func aDistanceFetchesWhatFollowedIt() throws {
    let (walked, counters) = try run(TLBPrefetcher(.distance, rows: 16, slots: 2), [0, 1, 5, 6, 10, 11])
    #expect(walked == [0, 1, 5, 6, 10, 11, 15])
    #expect(counters.prefetchesIssued == 3 && counters.prefetchesUsed == 2)
  }

  /// After 1 came 4 and then 2: both are fetched, the latest first. A table of one row forgets 1 when 4 comes.
  @Test func aRowKeepsSlotsAndATableRows() throws {
    let pages = [0, 1, 5, 6, 8, 9] as [UInt64]
    #expect(try run(TLBPrefetcher(.distance, rows: 16, slots: 2), pages).walked == [0, 1, 5, 6, 10, 8, 9, 11, 13])
    #expect(try run(TLBPrefetcher(.distance, rows: 16, slots: 1), pages).walked == [0, 1, 5, 6, 10, 8, 9, 11])
    #expect(try run(TLBPrefetcher(.distance, rows: 1, slots: 2), pages).walked == [0, 1, 5, 6, 10, 8, 9, 11])
  }
}
