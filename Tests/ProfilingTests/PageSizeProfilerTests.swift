import MMUCore
import Profiling
import Testing
import Workload

@Suite struct PageSizeProfilerTests {
  /// One level of TLBs, LRU and fully associative, one for each size.
  static func model(_ ways: KeyValuePairs<PageSize, Int>, hasASIDs: Bool = false, hasVPIDs: Bool = false) -> TLBModel {
    var description = TLBDescription(
      name: "test",
      arrays: ways.map { TLBArrayDescription(level: 1, .all, pages: [$0.name], entries: $1, ways: $1) })
    (description.hasASIDs, description.hasVPIDs) = (hasASIDs, hasVPIDs)
    do {
      return try description.model(for: ways.map(\.key))
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private static let small = model([.kib4: 16])
  private static let huge = model([.kib4: 16, .mib2: 4, .gib1: 2])
  private static let blocks = model([.kib4: 16, PageSizeMap.blockSize: 8])
  private static let tables = 64 << 20

  private static func profiler(_ model: TLBModel, _ paging: DemandPaging) throws -> TLBProfiler {
    try TLBProfiler(model, paging, tableByteCount: tables)
  }

  private static func touch(_ profiler: TLBProfiler, _ addresses: [UInt64]) throws {
    let accesses = addresses.map { MemoryAccess(.load, GVA($0)) }
    try accesses.withUnsafeBufferPointer { try profiler.run($0) }
  }

  private static func pages(_ start: UInt64, _ count: Int) -> [UInt64] { (0..<UInt64(count)).map { start + $0 << 12 } }

  // MARK: By hand

  /// A mapping covers the region from 2 to 4 MiB and half of the next: one huge page, and small ones.
  @Test func hugePagesWhereAMappingCoversTheRegion() throws {
    let mapped = MappedRanges([0x20_0000..<0x50_0000])
    let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .mib2, threshold: nil), mapped: mapped))
    try Self.touch(profiler, Self.pages(0x20_0000, 512) + Self.pages(0x40_0000, 16))
    #expect(profiler.pages.mib2 == 1 && profiler.pages.kib4 == 16 && profiler.promotions == 0)
    #expect(profiler.counters.level1Misses.total == 17)
    #expect(profiler.counts.references == 3 + 16 * 4 && profiler.counts.pageTableFrames == 4)
  }

  @Test func aGigabyteWhereAMappingCoversOne() throws {
    let mapped = MappedRanges([1 << 30..<5 << 29])
    let policy = PageSizePolicy.huge(limit: .gib1, threshold: nil)
    let profiler = try Self.profiler(Self.huge, DemandPaging(policy, mapped: mapped))
    try Self.touch(profiler, [1 << 30, 3 << 29, 1 << 31, 1 << 31 + 0x1000, 5 << 29, 0])
    #expect(profiler.pages.gib1 == 1 && profiler.pages.mib2 == 1 && profiler.pages.kib4 == 2)
    #expect(profiler.counters.level1Misses.total == 4 && profiler.counts.references == 2 + 3 + 4 + 4)
  }

  /// Half of a region's pages, the last of which is the huge page's first miss.
  @Test func aRegionIsPromotedWhenEnoughOfItWasTouched() throws {
    let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .mib2, threshold: 50)))
    try Self.touch(profiler, Self.pages(0x20_0000, 255))
    #expect(profiler.pages.kib4 == 255 && profiler.counts.pageTableFrames == 4)
    try Self.touch(profiler, Self.pages(0x20_0000, 512))
    #expect(profiler.pages.kib4 == 0 && profiler.pages.mib2 == 1 && profiler.promotions == 1)
    // 16 entries of 255 pages are of no use to a sweep.
    #expect(profiler.counters.level1Misses.total == 255 + 255 + 1)
    #expect(profiler.counts.references == 4 * 510 + 3 && profiler.counts.pageTableFrames == 3)
  }

  /// What TLBs know of small pages goes with them: a page that was there is not found in its old entry.
  @Test func aPromotionInvalidatesSmallPages() throws {
    let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .mib2, threshold: 1)))
    try Self.touch(profiler, Self.pages(0, 5))
    #expect(profiler.counters.level1Misses.total == 5)
    try Self.touch(profiler, Self.pages(0, 6))
    #expect(profiler.pages.mib2 == 1 && profiler.counters.level1Misses.total == 6, "five hits, and the huge page")
    try Self.touch(profiler, Self.pages(0, 6))
    #expect(profiler.counters.level1Misses.total == 6)
  }

  /// 1 % of a gigabyte are five and a bit of its 512 regions, each promoted at 1 % of its own pages, which are six.
  @Test func aGigabyteIsPromotedThroughItsRegions() throws {
    let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .gib1, threshold: 1)))
    for region in 0..<UInt64(5) { try Self.touch(profiler, Self.pages(region << 21, 6)) }
    #expect(profiler.pages.mib2 == 5 && profiler.pages.kib4 == 0)
    try Self.touch(profiler, Self.pages(5 << 21, 6))
    #expect(profiler.pages.gib1 == 1 && profiler.pages.total == 1 && profiler.promotions == 7)
    #expect(profiler.counts.pageTableFrames == 2)
    let misses = profiler.counters.level1Misses.total
    try Self.touch(profiler, Self.pages(0, 6) + Self.pages(5 << 21, 6) + [0x3FFF_F000])
    #expect(profiler.counters.level1Misses.total == misses)
  }

  /// 1 % of a gigabyte are 2622 pages. 5 regions are promoted and stand for 2560; 62 pages more, each in a region of its own, are
  /// enough.
  @Test func smallPagesCountTowardsAGigabyte() throws {
    let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .gib1, threshold: 1)))
    for region in 0..<UInt64(5) { try Self.touch(profiler, Self.pages(region << 21, 6)) }
    try Self.touch(profiler, (10..<71).map { $0 << 21 })
    #expect(profiler.pages.mib2 == 5 && profiler.pages.kib4 == 61)
    try Self.touch(profiler, [71 << 21])
    #expect(profiler.pages.gib1 == 1 && profiler.pages.total == 1 && profiler.counts.pageTableFrames == 2)
  }

  /// Fifteen pages and the block: its tables stay, so a walk to it reads four entries.
  @Test func sixteenPagesMakeABlock() throws {
    for kind in [PageSizePolicy.Coalescing.contiguousBit, .svnapot] {
      let profiler = try Self.profiler(Self.blocks, DemandPaging(.coalesced(kind)))
      try Self.touch(profiler, Self.pages(0x1_0000, 15))
      #expect(profiler.pages.kib4 == 15)
      try Self.touch(profiler, Self.pages(0x1_0000, 16) + Self.pages(0x1_0000, 16))
      #expect(profiler.pages.kib4 == 0 && profiler.pages.kib64 == 1 && profiler.promotions == 1)
      #expect(profiler.counters.level1Misses.total == 16 && profiler.counts.references == 64)
      try Self.touch(profiler, Self.pages(0x2_0000, 1))
      #expect(profiler.pages.kib4 == 1 && profiler.counters.level1Misses.total == 17)
    }
  }

  // MARK: Laws

  private static func random(_ seed: UInt64, _ count: Int, regions: UInt64, pages: UInt64) -> [UInt64] {
    var random = RandomGenerator(seed: seed)
    return (0..<count).map { _ in random.next(below: regions) << 21 + random.next(below: pages) << 12 }
  }

  /// Where nothing may be huge, every policy is that of small pages; where everything may, huge pages are uniform ones.
  @Test func policiesMeetAtTheirEnds() throws {
    let stream = Self.random(4, 5000, regions: 12, pages: 40)
    func misses(_ paging: DemandPaging) throws -> UInt64 {
      let profiler = try Self.profiler(Self.huge, paging)
      try Self.touch(profiler, stream)
      return profiler.counters.level1Misses.total
    }
    let small = try misses(DemandPaging(.uniform(.kib4)))
    let large = try misses(DemandPaging(.uniform(.mib2)))
    #expect(small > large)
    for policy in [PageSizePolicy.huge(limit: .mib2, threshold: nil), .huge(limit: .mib2, threshold: 2)] {
      #expect(try misses(DemandPaging(policy, mapped: MappedRanges([]))) == small)
      #expect(try misses(DemandPaging(policy, fragmentation: 100)) == small)
      let half = try misses(DemandPaging(policy, fragmentation: 50))
      #expect(half < small)
      #expect(try misses(DemandPaging(policy, fragmentation: 50)) == half, "the same seed")
    }
    #expect(try misses(DemandPaging(.huge(limit: .mib2, threshold: nil))) == large)
  }

  /// Promotion at a threshold as a person would write it down.
  private struct Naive {
    let threshold: Int
    let ways: [Int]
    var touched: [UInt64: Set<UInt64>] = [:]
    var promoted: Set<UInt64> = []
    /// Youngest first: small pages, then regions.
    var lists: [[UInt64]] = [[], []]
    var misses: UInt64 = 0

    mutating func access(_ address: UInt64) {
      let region = address >> 21
      if !promoted.contains(region) {
        touched[region, default: []].insert(address >> 12)
        if touched[region, default: []].count * 100 >= threshold * 512 {
          promoted.insert(region)
          lists[0].removeAll { $0 >> 9 == region }
        }
      }
      let (list, page) = promoted.contains(region) ? (1, region) : (0, address >> 12)
      if let index = lists[list].firstIndex(of: page) { lists[list].remove(at: index) } else { misses += 1 }
      lists[list].insert(page, at: 0)
      if lists[list].count > ways[list] { lists[list].removeLast() }
    }
  }

  @Test func promotionAgreesWithANaiveModel() throws {
    for (seed, threshold) in zip(1...4 as ClosedRange<UInt64>, [1, 3, 7, 10]) {
      var naive = Naive(threshold: threshold, ways: [16, 4])
      let stream = Self.random(seed, 4000, regions: 10, pages: 60)
      for address in stream { naive.access(address) }
      let profiler = try Self.profiler(Self.huge, DemandPaging(.huge(limit: .mib2, threshold: threshold)))
      try Self.touch(profiler, stream)
      #expect(profiler.counters.level1Misses.total == naive.misses, "seed \(seed), \(threshold) %")
      #expect(profiler.pages.mib2 == UInt64(naive.promoted.count) && naive.promoted.count > 0)
    }
  }

  // MARK: Side by side

  @Test func whatEachChoiceWouldHaveBought() throws {
    let choices = [
      PageSizeComparer.Choice(.uniform(.mib2), Self.model([.mib2: 4])),
      .init(.huge(limit: .mib2, threshold: nil), Self.huge), .init(.coalesced(.svnapot), Self.blocks),
    ]
    let comparer = try PageSizeComparer(
      small: Self.small, choices, DemandPaging(.uniform(.kib4), mapped: MappedRanges([0..<0x20_0000])),
      tableByteCount: Self.tables)
    // 32 pages of the first region, which is mapped, and one of the second; twice.
    let accesses = (0..<2).flatMap { _ in Self.pages(0, 32) + [0x20_0000] }.map { MemoryAccess(.load, GVA($0)) }
    try accesses.withUnsafeBufferPointer { try comparer.run($0, includesFetches: false) }
    let comparison = comparer.comparison
    #expect(comparison.touchedBytes == 33 << 12)
    #expect(comparison.rows.map(\.policy) == ["4K", "2M", "thp", "napot"])
    #expect(comparison.rows.map(\.misses) == [66, 2, 2, 33])
    #expect(comparison.rows.map(\.references) == [264, 6, 7, 132])
    let wasted: [UInt64] = comparison.rows.map { $0.wastedBytes / 4096 }
    #expect(wasted == [0, 991, 480, 0])
    #expect(comparison.rows.map(\.pageTableFrames) == [5, 3, 4, 5])
    #expect(comparison.rows.map { $0.missesRemovedPercent.rounded() } == [0, 97, 97, 50])
    #expect(comparison.rows[3].pages.kib64 == 2 && comparison.rows[3].promotions == 2)
  }
}
