import MMUCore
import Profiling
import Testing
import Workload

/// Walk caches, two-dimensional walks and address spaces in a profile.
@Suite struct WalkModelTests {
  private static let intel = WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24, nested: 16, lines: 8)
  private static let tables = 16 << 20

  private static func profiler(
    _ model: WalkModel, _ tagging: TLBTagging = .none, _ policy: PageSizePolicy = .uniform(.kib4)
  ) throws -> TLBProfiler {
    let tlbs = PageSizeProfilerTests.model(
      [.kib4: 16, .mib2: 4], hasASIDs: tagging.contains(.asids), hasVPIDs: tagging.contains(.vpids))
    return try TLBProfiler(tlbs, DemandPaging(policy), walks: model, tableByteCount: tables)
  }

  private static func run(_ profiler: TLBProfiler, _ words: [MemoryAccess]) throws {
    try words.withUnsafeBufferPointer { try profiler.run($0) }
  }

  private static func load(_ address: UInt64) -> MemoryAccess { MemoryAccess(.load, GVA(address)) }

  // MARK: Walks

  /// Whatever the walks, the TLBs see the same.
  @Test func walksDoNotChangeWhatTLBsCount() throws {
    var random = RandomGenerator(seed: 9)
    let accesses = (0..<3000).map { _ in Self.load(random.next(below: 3) << 30 + random.next(below: 200) << 12) }
    var counters: [TLBCounters] = []
    for host in [nil, PageSize.kib4, .mib2] {
      for caches in [nil, Self.intel, WalkCacheGeometry(physical: 24)] {
        let profiler = try Self.profiler(WalkModel(caches: caches, hostPageSize: host))
        try Self.run(profiler, accesses)
        counters.append(profiler.counters)
        #expect(profiler.counts.walks == profiler.counters.level1Misses.total)
        let most: UInt64 = host == nil ? 4 : host == .kib4 ? 24 : 19
        #expect(profiler.counts.references <= most * profiler.counts.walks)
        if caches == nil { #expect(profiler.counts.references == most * profiler.counts.walks) }
        #expect((profiler.walkCacheProfile == nil) == (caches == nil && host == nil))
      }
    }
    #expect(counters.allSatisfy { $0 == counters[0] })
  }

  @Test func aProfileSaysWhatWalkCachesDid() throws {
    let profiler = try Self.profiler(WalkModel(caches: Self.intel))
    try Self.run(profiler, [0, 0x1000, 0x20_0000, 1 << 30].map(Self.load))
    let profile = try #require(profiler.walkCacheProfile)
    #expect(profile.walkCache == "4,4,24,nested=16,lines=8")
    #expect(profile.walks == 4 && profile.references == 4 + 1 + 2 + 3 && profile.referencesPerWalk == 2.5)
    #expect([profile.pml4Hits, profile.pdptHits, profile.pdeHits] == [1, 1, 1])
    #expect(profile.levels.map(\.references) == [4, 3, 2, 1])
    #expect(profile.levels.map(\.distinctLines) == [3, 2, 1, 1])
    #expect(profile.levels.map(\.sameLine) == [1, 1, 1, 0])
    #expect(profile.levels.map(\.lineHits) == [1, 1, 1, 0])
    #expect(profile.hostLevels == nil && profile.nestedHits == nil)
  }

  /// 24 references, then 5: the guest's leaf, and four of the second stage's for the page; its leaf table's frame is known.
  @Test func aGuestUnderTwoDimensionalPaging() throws {
    let profiler = try Self.profiler(WalkModel(caches: Self.intel, hostPageSize: .kib4))
    try Self.run(profiler, [0, 0x1000].map(Self.load))
    let profile = try #require(profiler.walkCacheProfile)
    #expect(profile.references == 24 + 5 && profile.nestedLookups == 7 && profile.nestedHits == 1)
    #expect(profile.levels.map(\.references) == [2, 1, 1, 1])
    #expect(profile.hostLevels?.map(\.references) == [6, 6, 6, 6])
    #expect(profiler.hostPages?.kib4 == 6, "four tables and two pages")
    // The tables and the pages are far apart: two paths below the second stage's root.
    #expect(profiler.hostTableFrames == 7)
  }

  @Test func theHostsPagesMayBeLarge() throws {
    let profiler = try Self.profiler(WalkModel(hostPageSize: .mib2))
    try Self.run(profiler, [0, 0x1000].map(Self.load))
    #expect(profiler.counts.references == 2 * 19)
    #expect(profiler.hostPages?.mib2 == 2 && profiler.hostTableFrames == 5)
  }

  /// A promotion replaces a page-directory entry that walk caches know as a table's.
  @Test func aPromotionReachesWalkCaches() throws {
    for host in [nil, PageSize.kib4] {
      for caches in [Self.intel, WalkCacheGeometry(physical: 24)] {
        let model = WalkModel(caches: caches, hostPageSize: host)
        let profiler = try Self.profiler(model, .none, .huge(limit: .mib2, threshold: 1))
        try Self.run(profiler, (0..<8).map { Self.load($0 << 12) })
        #expect(profiler.pages.mib2 == 1 && profiler.counters.level1Misses.total == 6)
        #expect(profiler.counts.pageTableFrames == 3)
      }
    }
  }

  // MARK: Address spaces

  private static let toOne = MemoryAccess(.switchSpace(ASID(1)))
  private static let toZero = MemoryAccess(.switchSpace(ASID(0)))

  /// The same page twice in two spaces. With ASIDs each walk is its space's first; without, every switch empties all.
  @Test func spacesHaveTablesOfTheirOwn() throws {
    let words = [Self.load(0), Self.toOne, Self.load(0), Self.toZero, Self.load(0), Self.toOne, Self.load(0x1000)]
    let tagged = try Self.profiler(WalkModel(caches: Self.intel), .asids)
    try Self.run(tagged, words)
    #expect(tagged.counters.level1Misses.total == 3 && tagged.counts.references == 4 + 4 + 1)
    #expect(tagged.counts.pageTableFrames == 8 && tagged.distinctPages == 3)
    let untagged = try Self.profiler(WalkModel(caches: Self.intel))
    try Self.run(untagged, words)
    #expect(untagged.counters.level1Misses.total == 4 && untagged.counts.references == 16)
    #expect(untagged.distinctPages == 3)
  }

  @Test func machinesHaveSpacesOfTheirOwn() throws {
    let words = [
      Self.load(0), MemoryAccess(.switchMachine(7)), Self.load(0), MemoryAccess(.switchMachine(0)), Self.load(0),
    ]
    for host in [nil, PageSize.kib4] {
      let model = WalkModel(caches: Self.intel, hostPageSize: host)
      let tagged = try Self.profiler(model, .asids | .vpids)
      try Self.run(tagged, words)
      #expect(tagged.counters.level1Misses.total == 2 && tagged.distinctPages == 2)
      let untagged = try Self.profiler(model, .asids)
      try Self.run(untagged, words)
      #expect(untagged.counters.level1Misses.total == 3 && untagged.distinctPages == 2)
    }
  }

  /// INVLPG drops the page, and what the walk caches have of its space, not another's.
  @Test func eventsReachWalkCaches() throws {
    let profiler = try Self.profiler(WalkModel(caches: Self.intel), .asids)
    try Self.run(profiler, [Self.load(0), Self.toOne, Self.load(0), MemoryAccess(.invalidate(GVA(0))), Self.load(0)])
    #expect(profiler.counts.references == 12)
    try Self.run(profiler, [Self.toZero, Self.load(0x1000)])
    #expect(profiler.counts.references == 13)
    try Self.run(profiler, [MemoryAccess(.flushSpace(ASID(0))), Self.load(0x2000)])
    #expect(profiler.counts.references == 17)
    try Self.run(profiler, [Self.toOne, Self.load(0x2000)])
    #expect(profiler.counts.references == 18)
    try Self.run(profiler, [MemoryAccess(.flushAll), Self.load(0x3000)])
    #expect(profiler.counts.references == 22)
  }

  /// Pages of two spaces are promoted apart, though their addresses are the same: six of each make a huge page.
  @Test func spacesHavePageSizesOfTheirOwn() throws {
    let profiler = try Self.profiler(WalkModel(), .asids, .huge(limit: .mib2, threshold: 1))
    func load(_ pages: Range<UInt64>) -> [MemoryAccess] { pages.map { Self.load($0 << 12) } }
    try Self.run(profiler, load(0..<3) + [Self.toOne] + load(0..<5))
    #expect(profiler.pages.mib2 == 0 && profiler.pages.kib4 == 8)
    try Self.run(profiler, [Self.toZero] + load(3..<6))
    #expect(profiler.pages.mib2 == 1 && profiler.pages.kib4 == 5)
    try Self.run(profiler, [Self.toOne] + load(0..<1) + [Self.toZero, Self.load(0x10_0000)])
    #expect(profiler.counters.level1Misses.total == 11)
  }
}
