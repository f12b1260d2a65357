import MMUCore
import MMUReference
import Profiling
import Testing
import Workload

@Suite struct MissCurveTests {
  /// Every size of every stream against Mattson's stack as a list.
  private static func compare(_ trace: LocalityTrace, _ options: LocalityOptions, batch: Int, seed: UInt64) throws {
    let profile = try trace.profile(options, batch: batch)
    let hasFetches = !trace.pages(.fetch).isEmpty
    #expect(
      profile.pageSizes[0].curves.map(\.stream) == (hasFetches ? [.data, .fetch, .all] : [.data]), "seed \(seed)")
    for curve in profile.pageSizes[0].curves {
      let pages = trace.pages(curve.stream)
      let stack = StackDistances(pages)
      #expect(curve.translations == UInt64(pages.count), "seed \(seed)")
      #expect(curve.compulsory == UInt64(Set(pages).count), "seed \(seed)")
      for entries in 1...(Set(pages).count + 2) where entries <= options.sizes.count {
        #expect(curve.isExact(at: entries))
        let (misses, expected) = (curve.misses(at: entries), UInt64(stack.misses(capacity: entries)))
        #expect(misses == expected, "seed \(seed), \(curve.stream), \(entries) entries")
      }
    }
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>) func equalsTheStackAtEverySize(_ seed: UInt64) throws {
    let pageSize = [PageSize.kib4, .mib2][Int(seed % 5 / 4)]
    let trace = LocalityTrace(
      seed: seed, count: 6000, pageCount: 20 << (seed % 4), withFetches: seed % 3 != 0, withEvents: seed % 2 == 0,
      pageSize: pageSize)
    var options = LocalityOptions.curves(through: 500)
    options.pageSizes = [pageSize]
    try Self.compare(trace, options, batch: [.max, 1000, 7, 1][Int(seed % 4)], seed: seed)
  }

  /// Fetches that begin late continue from the data's stack.
  @Test(arguments: [1, 5, 700, 1024, 3000]) func takesFetchesInLate(_ before: Int) throws {
    let data = LocalityTrace(seed: 7, count: before, pageCount: 60, withFetches: false).accesses
    let both = LocalityTrace(seed: 8, count: 3000, pageCount: 60).accesses
    try Self.compare(LocalityTrace(data + both), .curves(through: 300), batch: .max, seed: UInt64(before))
  }

  /// A long trace over few pages moves its times together again and again; over many pages, into more times.
  @Test(arguments: [(pages: 3, count: 400_000), (pages: 40_000, count: 400_000)])
  func staysExactWhenTimesRunOut(_ shape: (pages: Int, count: Int)) throws {
    var generator = RandomGenerator(seed: 5)
    let accesses = (0..<shape.count).map { _ in
      MemoryAccess(.load, GVA(generator.next(below: UInt64(shape.pages)) << 12))
    }
    let curve = try #require(
      try LocalityTrace(accesses).profile(.curves(through: 8)).pageSizes[0].curve(.data))
    #expect(curve.translations == UInt64(shape.count))
    for capacity in [1, 2, 8, 64, 1024, 16384, 40_000] {
      var tlb = NaiveLRU(capacity: capacity)
      let misses = accesses.count { !tlb.use($0.gva.rawValue >> 12) }
      #expect(curve.misses(at: capacity) == UInt64(misses), "\(capacity) entries")
    }
  }

  /// More entries never miss more.
  @Test func fallsWithEveryEntry() throws {
    let trace = LocalityTrace(seed: 3, count: 20_000, pageCount: 900)
    for curve in try trace.profile(.curves(through: 1000)).pageSizes[0].curves {
      for (left, right) in zip(curve.points, curve.points.dropFirst()) {
        #expect(left.entries < right.entries && left.misses >= right.misses)
      }
      #expect(curve.points.last?.misses == curve.compulsory)
    }
  }

  /// Law 1: the string with which Belady showed FIFO's anomaly.
  @Test func missesAsTheLawSays() throws {
    let string = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5] as [UInt64]
    let trace = LocalityTrace(string.map { MemoryAccess(.load, GVA($0 << 12)) })
    let locality = try trace.profile(.curves(through: 5)).pageSizes[0]
    let curve = try #require(locality.curve(.data))
    #expect(curve.points.map(\.misses) == [12, 12, 10, 8, 5])
    #expect(curve.misses(at: 0) == 12 && curve.misses(at: 100) == 5 && curve.missRatio(at: 4) == 8 / 12.0)
    #expect(curve.entries(forMissesAtMost: 9) == 4 && curve.entries(forMissesAtMost: 4) == nil)
    // Depths: 1 2 3 and 4 never before; 1 and 2 at 4; 5 never; 1 and 2 at 3; 3, 4 and 5 at 5.
    let reuse = locality.reuse[0]
    #expect(reuse.exact == [0, 0, 2, 2, 3] && reuse.first == 5)
    #expect(
      reuse.buckets == [
        .init(from: 1, through: 1, count: 0), .init(from: 2, through: 3, count: 2),
        .init(from: 4, through: 7, count: 5),
      ])
  }

  /// Several page sizes at once are those sizes one by one.
  @Test func takesSeveralPageSizesAtOnce() throws {
    let trace = LocalityTrace(seed: 11, count: 8000, pageCount: 3000)
    var options = LocalityOptions.curves(through: 50)
    options.pageSizes = [.kib4, .mib2, .gib1]
    let together = try trace.profile(options).pageSizes
    for (index, size) in options.pageSizes.enumerated() {
      var alone = options
      alone.pageSizes = [size]
      let same = LocalityTrace(trace.accesses, pageSize: size)
      #expect(try trace.profile(alone).pageSizes == [together[index]])
      try Self.compare(same, alone, batch: 500, seed: 11)
    }
  }

  /// The sample trace's beginning, at every size.
  @Test func equalsTheStackOnACompilersData() throws {
    let trace = LocalityTrace(try SampleAccesses.beginning(20_000))
    try Self.compare(trace, .curves(through: 700), batch: 4096, seed: 0)
  }

  @Test func keepsItsPointsBounded() throws {
    let sweep = (0..<300_000).map { MemoryAccess(.load, GVA(UInt64($0) << 12)) }
    let curve = try #require(try LocalityTrace(sweep).profile(LocalityOptions()).pageSizes[0].curve(.data))
    #expect(curve.points.count <= 400 && curve.points.last?.entries == 300_000)
    for power in 0...18 { #expect(curve.points.contains { $0.entries == 1 << power }) }
  }

  /// Addresses at both ends of the address space.
  @Test func tellsTheHighestPageFromTheLowest() throws {
    let highest = ~UInt64(0xFFF)
    let trace = LocalityTrace(
      [highest, highest, 0, highest, 0xFFF_FFFF_F000, 0].map { MemoryAccess(.store, GVA($0), byteCount: 8) })
    let curve = try #require(try trace.profile(.curves(through: 3)).pageSizes[0].curve(.data))
    #expect(curve.points.map(\.misses) == [5, 4, 3])
  }

  @Test func followsPagesUpToItsLimit() throws {
    var options = LocalityOptions()
    options.maximumPages = 1000
    options.sampledPages = 64
    let pages = (0..<3000).flatMap { [UInt64($0), UInt64($0)] }
    let profile = try LocalityTrace(pages.map { MemoryAccess(.load, GVA($0 << 12)) }).profile(options)
    #expect(profile.limits == [.pages(maximum: 1000)])
    #expect(profile.counts.translations == 6000)
    #expect(profile.exactTranslations <= 2000 && profile.exactTranslations > 500)
    let locality = profile.pageSizes[0]
    #expect(locality.curve(.data)?.translations == profile.exactTranslations)
    #expect(locality.sampled?.translations == 6000)
  }

  @Test func refusesWhatCannotBe() {
    func error(_ change: (inout LocalityOptions) -> Void) -> LocalityProfilerError? {
      var options = LocalityOptions()
      change(&options)
      do { _ = try LocalityProfiler(options) } catch { return error }
      return nil
    }
    #expect(error { $0.pageSizes = [] } == .noPageSize)
    #expect(error { $0.pageSizes = [PageSize(shift: 3)] } == .noPageSize)
    #expect(error { $0.maximumPages = 0 } == .pagesOutOfRange)
    #expect(error { $0.sampledPages = 1 } == .sampleTooSmall)
    #expect(error { $0.levels = [.init(.second, TLBGeometry(sets: 3, ways: 1))] } == .impossibleLevel("L2"))
    #expect(error { _ in } == nil)
  }
}
