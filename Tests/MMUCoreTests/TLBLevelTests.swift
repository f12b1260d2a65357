import MMUCore
import Testing

/// What levels have to do with each other, in steps that a person can follow.
@Suite struct TLBLevelTests {
  private static let size = PageSizeSet(.kib4)

  private func gva(_ page: UInt64) -> GVA { GVA(page << 12) }

  private func load(_ page: UInt64) -> MemoryAccess { MemoryAccess(.load, gva(page)) }

  /// Which of some pages a TLB holds.
  private func held(_ owned: OwnedHierarchy, _ array: Int, _ pages: Range<UInt64> = 0..<10) -> [UInt64] {
    pages.filter { owned.hierarchy.holds(gva($0), .kib4, inArray: array) }
  }

  private func twoLevels(_ inclusion: TLBInclusion, first: Int, second: Int) throws -> OwnedHierarchy {
    var shape = TLBHierarchyShape(secondLevel: inclusion)
    shape.add(TLBArrayShape(level: 1, .both, Self.size, TLBGeometry(sets: 1, ways: first)))
    shape.add(TLBArrayShape(level: 2, .both, Self.size, TLBGeometry(sets: 1, ways: second)))
    return try OwnedHierarchy(shape)
  }

  /// Page 0 is used again and again in the first level, which the second does not see: it evicts it, and an inclusive one takes it from the
  /// first as well.
  @Test func anInclusiveLevelTakesWhatItEvictsFromTheOneBefore() throws {
    let pages = [0, 1, 0, 2, 0, 3, 0].map(load)
    var neither = try twoLevels(.neither, first: 2, second: 3)
    neither.run(pages)
    #expect(held(neither, 0) == [0, 3] && held(neither, 1) == [1, 2, 3])
    #expect(neither.hierarchy.counters.walks == 4)
    var inclusive = try twoLevels(.inclusive, first: 2, second: 3)
    inclusive.run(Array(pages.dropLast()))
    #expect(held(inclusive, 0) == [2, 3] && held(inclusive, 1) == [1, 2, 3])
    inclusive.run([load(0)])
    #expect(inclusive.hierarchy.counters.walks == 5)
    #expect(held(inclusive, 0) == [0, 3] && held(inclusive, 1) == [0, 2, 3])
  }

  /// Two and two entries hold four pages; a hit in the second level swaps.
  @Test func anExclusiveLevelHoldsWhatTheOneBeforeEvicted() throws {
    var owned = try twoLevels(.exclusive, first: 2, second: 2)
    owned.run([0, 1, 2, 3].map(load))
    #expect(held(owned, 0) == [2, 3] && held(owned, 1) == [0, 1])
    owned.run([load(0)])
    #expect(held(owned, 0) == [0, 3] && held(owned, 1) == [1, 2])
    #expect(owned.hierarchy.counters.level1Misses.total == 5 && owned.hierarchy.counters.walks == 4)
    owned.run([load(4)])
    #expect(held(owned, 0) == [0, 4] && held(owned, 1) == [2, 3])
    #expect(owned.hierarchy.counters(ofArray: 0) == TLBArrayCounters(lookups: 6, hits: 0, evictions: 4))
    #expect(owned.hierarchy.counters(ofArray: 1) == TLBArrayCounters(lookups: 6, hits: 1, evictions: 1))
  }

  @Test func aThirdLevelIsAskedLast() throws {
    var shape = TLBHierarchyShape()
    for level in 1...3 {
      shape.add(TLBArrayShape(level: level, .both, Self.size, TLBGeometry(sets: 1, ways: 1 << (level - 1))))
    }
    var owned = try OwnedHierarchy(shape)
    owned.run([0, 1, 2, 3, 3, 2, 1, 0].map(load))
    let counters = owned.hierarchy.counters
    #expect(counters.level1Misses.total == 7 && counters.level2Misses.total == 6 && counters.level3Misses.total == 4)
  }

  /// A level without a TLB for a size never has its pages; each size has its own.
  @Test func sizesGoToTheirTLBs() throws {
    struct Pages: PageSizing {
      func pageSize(of gva: GVA) -> PageSize { gva.rawValue < 1 << 30 ? .kib4 : .mib2 }
    }
    var shape = TLBHierarchyShape()
    shape.add(TLBArrayShape(level: 1, .both, Self.size, TLBGeometry(sets: 1, ways: 1)))
    shape.add(TLBArrayShape(level: 1, .both, PageSizeSet(.mib2), TLBGeometry(sets: 1, ways: 1)))
    shape.add(TLBArrayShape(level: 2, .both, Self.size, TLBGeometry(sets: 1, ways: 8)))
    var owned = try OwnedHierarchy(shape)
    let large = [1 << 30, 1 << 30 + 1 << 21, 1 << 30 + 4096].map { MemoryAccess(.load, GVA($0)) }
    var handler = NoWalk()
    let words = [load(0)] + large + [load(1), load(0)]
    _ = words.withUnsafeBufferPointer { owned.hierarchy.run($0, pages: Pages(), onMiss: &handler) }
    #expect(owned.hierarchy.counters.level1Misses.total == 6 && owned.hierarchy.counters.walks == 5)
    #expect(owned.hierarchy.counters(ofArray: 1).lookups == 3 && owned.hierarchy.counters(ofArray: 2).lookups == 3)
  }

  @Test func aPairOfPagesSharesAnEntry() throws {
    var shape = TLBHierarchyShape()
    shape.add(TLBArrayShape(level: 1, .both, Self.size, TLBGeometry(sets: 1, ways: 2), pairsPages: true))
    var owned = try OwnedHierarchy(shape)
    owned.run([0, 1, 3, 2, 0, 4, 1].map(load))
    #expect(owned.hierarchy.counters.walks == 3)
    #expect(held(owned, 0) == [0, 1, 4, 5])
  }

  @Test(arguments: [ReplacementPolicy.lru, .fifo, .random, .nru])
  func wiredWaysKeepWhatIsWrittenToThem(_ policy: ReplacementPolicy) throws {
    var shape = TLBHierarchyShape()
    shape.add(
      TLBArrayShape(level: 1, .both, Self.size, TLBGeometry(sets: 1, ways: 4, policy: policy, wiredWays: 2)))
    var owned = try OwnedHierarchy(shape)
    owned.hierarchy.wire(gva(9), .kib4, inArray: 0, at: 1)
    owned.run([9, 0, 1, 2, 3, 9, 4].map(load))
    #expect(owned.hierarchy.counters.walks == 5)
    #expect(held(owned, 0).count == 3 && held(owned, 0).contains(9))
    owned.hierarchy.apply(.invalidate(gva(9)))
    #expect(!held(owned, 0).contains(9))
  }

  /// A repetition of SRRIP's new page is a use that changes something: here it saves page 0.
  @Test func aRepetitionThatChangesSomethingIsNotSkipped() throws {
    var shape = TLBHierarchyShape()
    shape.add(TLBArrayShape(level: 1, .both, Self.size, TLBGeometry(sets: 1, ways: 2, policy: .srrip)))
    var once = try OwnedHierarchy(shape)
    once.run([0, 1, 2].map(load))
    #expect(held(once, 0) == [1, 2])
    var twice = try OwnedHierarchy(shape)
    twice.run([0, 0, 1, 2].map(load))
    #expect(held(twice, 0) == [0, 2])
  }
}
