import MMUCore
import Testing

@Suite struct TLBHierarchyTests {
  private static let tiny = TLBGeometry(sets: 1, ways: 2)
  private static let large = TLBGeometry(sets: 1, ways: 8)

  private func load(_ page: UInt64) -> MemoryAccess { MemoryAccess(.load, GVA(page << 12)) }

  /// Refuses one page.
  private struct Refusal: TLBMissHandler {
    let page: UInt64
    var calls = 0

    mutating func handleMiss(_ access: MemoryAccess) -> Bool {
      calls += 1
      return access.gva.frame.rawValue != page
    }

    func expect(_ access: MemoryAccess) {}
  }

  @Test func aSecondLevelHitRefillsTheFirst() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    owned.run([0, 1, 2, 0, 0].map(load))
    #expect(owned.hierarchy.counters.level1Misses.total == 4)
    #expect(owned.hierarchy.counters.level2Misses.total == 3)
  }

  @Test func withoutASecondLevelEveryMissIsWalked() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: nil)
    owned.run([0, 1, 2, 0].map(load))
    #expect(owned.hierarchy.counters.level2Misses == owned.hierarchy.counters.level1Misses)
    #expect(owned.hierarchy.counters.level2Misses.total == 4)
  }

  @Test func fetchesAndDataShareTheSecondLevelAlone() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    owned.run([.load, .store, .fetch, .fetch].map { MemoryAccess($0, GVA(0x5000)) })
    let counters = owned.hierarchy.counters
    #expect(counters.accesses == KindCounts(loads: 1, stores: 1, fetches: 2))
    #expect(counters.level1Misses == KindCounts(loads: 1, stores: 0, fetches: 1))
    #expect(counters.level2Misses == KindCounts(loads: 1, stores: 0, fetches: 0))
  }

  @Test func anAccessAcrossPagesIsTwoTranslations() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: nil)
    owned.run([MemoryAccess(.store, GVA(0x1FFC), byteCount: 8)])
    #expect(owned.hierarchy.counters.pageCrossings == 1)
    #expect(owned.hierarchy.counters.accesses == KindCounts(loads: 0, stores: 2, fetches: 0))
    #expect(owned.hierarchy.counters.level1Misses.stores == 2)
    owned.run([load(1), load(2)])
    #expect(owned.hierarchy.counters.level1Misses.loads == 0)
  }

  @Test func withinALargePageNothingCrosses() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: nil, pageSize: .mib2)
    owned.run([MemoryAccess(.load, GVA(0x1FFC), byteCount: 8), MemoryAccess(.load, GVA(0x1F_FFFC), byteCount: 8)])
    #expect(owned.hierarchy.counters.pageCrossings == 1)
    #expect(owned.hierarchy.counters.accesses.loads == 3 && owned.hierarchy.counters.level1Misses.loads == 2)
  }

  @Test func aRefusalStopsAndFillsNothing() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    var handler = Refusal(page: 7)
    #expect(owned.run([1, 2, 7, 3].map(load), onMiss: &handler) == 2)
    #expect(handler.calls == 3)
    #expect(owned.hierarchy.counters.accesses.total == 2)
    owned.run([load(7)])
    #expect(owned.hierarchy.counters.level2Misses.total == 3, "page 7 was not there")
  }

  @Test func aRefusedCrossingCountsNothingTwiceWhenItIsRunAgain() throws {
    let crossing = MemoryAccess(.load, GVA(0x6FFC), byteCount: 8)
    var once = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    once.run([crossing])
    var again = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    var handler = Refusal(page: 7)
    #expect(again.run([crossing], onMiss: &handler) == 0)
    again.run([crossing])
    #expect(again.hierarchy.counters == once.hierarchy.counters)
  }

  @Test func aFlushEmptiesEveryLevel() throws {
    var owned = try OwnedHierarchy(instruction: Self.tiny, data: Self.tiny, second: Self.large)
    let accesses = [AccessKind.load, .fetch].map { MemoryAccess($0, GVA(0)) }
    owned.run(accesses)
    owned.hierarchy.flushAll()
    owned.run(accesses)
    #expect(owned.hierarchy.counters.level1Misses == KindCounts(loads: 2, stores: 0, fetches: 2))
    #expect(owned.hierarchy.counters.level2Misses == KindCounts(loads: 2, stores: 0, fetches: 0))
  }
}
