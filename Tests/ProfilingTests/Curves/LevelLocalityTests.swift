import MMUCore
import MMUReference
import Profiling
import Testing
import Workload

@Suite struct LevelLocalityTests {
  /// The set of a page, by division; spaces are no part of it.
  private static func set(_ page: UInt64, _ geometry: TLBGeometry) -> Int {
    let (number, sets) = (page & (1 << 50 - 1), UInt64(geometry.sets))
    return Int(geometry.foldsIndex ? number % sets ^ number / sets % sets : number % sets)
  }

  /// The references that an LRU TLB misses, by their places.
  private static func missPlaces(_ pages: [UInt64], _ geometry: TLBGeometry, ways: Int) -> [Int] {
    var sets = Array(repeating: NaiveLRU(capacity: ways), count: geometry.sets)
    return pages.indices.filter { !sets[set(pages[$0], geometry)].use(pages[$0]) }
  }

  private static func optimalMisses(_ pages: [UInt64], _ geometry: TLBGeometry) -> Int {
    (0..<geometry.sets).reduce(0) { misses, set in
      misses + OptimalReplacement.misses(pages.filter { Self.set($0, geometry) == set }, capacity: geometry.ways)
    }
  }

  /// What each level of a made-up trace sees: the first levels their sides, the others what is missed before them.
  private static func streams(_ trace: LocalityTrace, _ levels: [LocalityOptions.Level]) -> [[UInt64]] {
    func geometry(_ role: LocalityOptions.Level.Role) -> TLBGeometry { levels.first { $0.role == role }!.geometry }
    let sides = [(LocalityStream.data, geometry(.firstData)), (.fetch, geometry(.firstInstruction))]
    var missed: [Int] = []
    for (isFetch, (stream, geometry)) in zip([false, true], sides) {
      let places = trace.pages.indices.filter { trace.pages[$0].isFetch == isFetch }
      missed += missPlaces(trace.pages(stream), geometry, ways: geometry.ways).map { places[$0] }
    }
    let second = missed.sorted().map { trace.pages[$0].page }
    let third = missPlaces(second, geometry(.second), ways: geometry(.second).ways).map { second[$0] }
    return [trace.pages(.data), trace.pages(.fetch), second, third]
  }

  private static let shapes: [[TLBGeometry]] = [
    [
      .init(sets: 4, ways: 2), .init(sets: 2, ways: 1), .init(sets: 8, ways: 3, foldsIndex: true),
      .init(sets: 1, ways: 30),
    ],
    [.init(sets: 1, ways: 4), .init(sets: 1, ways: 3), .init(sets: 4, ways: 4), .init(sets: 16, ways: 2)],
    [
      .init(sets: 16, ways: 1, foldsIndex: true), .init(sets: 4, ways: 2), .init(sets: 1, ways: 12),
      .init(sets: 4, ways: 5),
    ],
  ]

  private static func options(_ shape: [TLBGeometry]) -> LocalityOptions {
    var options = LocalityOptions()
    options.levels = zip([.firstData, .firstInstruction, .second, .third], shape).map { .init($0, $1) }
    options.sampledPages = 0
    return options
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>) func countsAsSimulationsDo(_ seed: UInt64) throws {
    let trace = LocalityTrace(seed: seed, count: 4000, pageCount: 30 << (seed % 3), withEvents: seed % 2 == 0)
    let options = Self.options(Self.shapes[Int(seed % 3)])
    let profile = try trace.profile(options, batch: [.max, 999, 3][Int(seed / 3 % 3)])
    #expect(profile.levels.map(\.name) == ["L1D", "L1I", "L2", "L3"])
    for (index, stream) in Self.streams(trace, options.levels).enumerated() {
      Self.compare(profile.levels[index], stream, options.levels[index].geometry, "seed \(seed), level \(index)")
    }
    let curves = profile.pageSizes[0].curves
    #expect(curves.map(\.stream) == [.data, .fetch, .all, .secondLevel, .thirdLevel])
    #expect(curves.suffix(2).map(\.translations) == profile.levels.suffix(2).map(\.translations))
  }

  private static func compare(_ level: LevelLocality, _ pages: [UInt64], _ geometry: TLBGeometry, _ comment: Comment) {
    #expect(level.translations == UInt64(pages.count), comment)
    for ways in 1...level.missesByWays.count {
      #expect(level.missesByWays[ways - 1] == UInt64(missPlaces(pages, geometry, ways: ways).count), comment)
    }
    #expect(level.misses == level.missesByWays[geometry.ways - 1], comment)
    #expect(level.compulsory == UInt64(Set(pages).count), comment)
    let fully = UInt64(StackDistances(pages).misses(capacity: geometry.capacity))
    #expect(level.compulsory + level.capacity == fully, comment)
    #expect(Int64(level.compulsory + level.capacity) + level.conflict == Int64(level.misses), comment)
    let optimal = level.optimal
    #expect(optimal?.setAssociative == UInt64(optimalMisses(pages, geometry)), comment)
    #expect(
      optimal?.fullyAssociative == UInt64(OptimalReplacement.misses(pages, capacity: geometry.capacity)), comment)
    comparePressure(level.pressure, pages, geometry, comment)
  }

  private static func comparePressure(
    _ pressure: SetPressure, _ pages: [UInt64], _ geometry: TLBGeometry, _ comment: Comment
  ) {
    let missed = missPlaces(pages, geometry, ways: geometry.ways).map { set(pages[$0], geometry) }
    let rows = (0..<geometry.sets).map { number in
      SetPressure.Row(
        set: number, pages: UInt64(Set(pages.filter { set($0, geometry) == number }).count),
        misses: UInt64(missed.count { $0 == number }))
    }
    #expect(pressure.usedSets == rows.count { $0.pages > 0 }, comment)
    #expect(pressure.overfullSets == rows.count { $0.pages > UInt64(geometry.ways) }, comment)
    let missing = rows.filter { $0.misses > 0 }.sorted { $0.misses > $1.misses }
    // The second and third level share out all pages, not only those that reach them.
    #expect(pressure.missing.map(\.misses) == missing.prefix(16).map(\.misses), comment)
    #expect(pressure.heatmap?.misses.map { $0.reduce(0, +) } == rows.map(\.misses), comment)
  }

  /// Direct simulation by the core, for every number of ways.
  @Test(arguments: [(1, false), (4, false), (16, false), (4, true), (16, true)])
  func equalsTheSimulatedTLBAtEveryWay(_ sets: Int, _ folds: Bool) throws {
    let accesses = try SampleAccesses.beginning(30_000)
    var options = Self.options([])
    options.levels = [.init(.firstData, TLBGeometry(sets: sets, ways: 1, foldsIndex: folds))]
    options.maximumWays = 24
    let trace = LocalityTrace(accesses)
    let level = try trace.profile(options).levels[0]
    for ways in 1...24 {
      let geometry = TLBGeometry(sets: sets, ways: ways, foldsIndex: folds)
      var words = [UInt64](repeating: 0, count: geometry.wordCount)
      var payloads = [UInt64](repeating: 0, count: geometry.capacity)
      words.withUnsafeMutableBufferPointer { words in
        payloads.withUnsafeMutableBufferPointer { payloads in
          var tlb = SetAssociativeTLB<UInt64>(geometry, words: words, payloads: payloads)
          var misses: UInt64 = 0
          for page in trace.pages where tlb.lookup(GVA(page.page << 12), asid: ASID(0)) == nil {
            misses += 1
            tlb.insert(GVA(page.page << 12), .kib4, asid: ASID(0), payload: 1)
          }
          #expect(level.missesByWays[ways - 1] == misses, "\(sets) sets, \(ways) ways")
        }
      }
    }
  }

  /// The data before the first fetch counts, and the fetch itself.
  @Test(arguments: [0, 1, 9, 500, 1500]) func takesFetchesInLate(_ before: Int) throws {
    let data = LocalityTrace(seed: 7, count: before, pageCount: 60, withFetches: false).accesses
    let trace = LocalityTrace(data + LocalityTrace(seed: 8, count: 1000, pageCount: 60).accesses)
    let options = Self.options(Self.shapes[0])
    let profile = try trace.profile(options)
    for (index, stream) in Self.streams(trace, options.levels).enumerated() {
      Self.compare(profile.levels[index], stream, options.levels[index].geometry, "\(before) before, level \(index)")
    }
  }

  // MARK: By hand

  private static func level(_ pages: [UInt64], _ geometry: TLBGeometry) throws -> LevelLocality {
    let trace = LocalityTrace(pages.map { MemoryAccess(.load, GVA($0 << 12)) })
    var options = Self.options([])
    options.levels = [.init(.firstData, geometry)]
    return try trace.profile(options).levels[0]
  }

  /// Pages 0, 4 and 8 share a set of two ways among four: they fit eight entries, and miss always.
  @Test func findsConflictsByHand() throws {
    let pages = Array(repeating: [0, 4, 8] as [UInt64], count: 5).flatMap(\.self) + [1]
    let level = try Self.level(pages, TLBGeometry(sets: 4, ways: 2))
    #expect([level.misses, level.compulsory, level.capacity] == [16, 4, 0] && level.conflict == 12)
    #expect(level.missesByWays.prefix(3) == [16, 16, 4])
    #expect(level.pressure.fullest == [.init(set: 0, pages: 3, misses: 15), .init(set: 1, pages: 1, misses: 1)])
    #expect(level.pressure.overfullSets == 1 && level.pressure.usedSets == 2)
    // OPT keeps one of the three each time, and hits every other access after the first two.
    #expect(level.optimal == .init(setAssociative: 10, fullyAssociative: 4))
  }

  /// A sweep of five pages through four entries misses always when they are one set; in two sets the page that is alone
  /// in its half stays.
  @Test func findsThatSetsMayHelp() throws {
    let pages = Array(repeating: [0, 2, 4, 1, 3] as [UInt64], count: 4).flatMap(\.self)
    let level = try Self.level(pages, TLBGeometry(sets: 2, ways: 2))
    #expect([level.misses, level.compulsory, level.capacity] == [14, 5, 15] && level.conflict == -6)
  }

  /// Law 1: OPT on the string with which Belady showed FIFO's anomaly.
  @Test func isBoundedAsTheLawSays() throws {
    let string = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5] as [UInt64]
    let misses = try (1...5).map {
      try Self.level(string, TLBGeometry(sets: 1, ways: $0)).optimal?.fullyAssociative
    }
    #expect(misses == [12, 9, 7, 6, 5])
  }

  @Test func neverLosesWithTheFuture() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let trace = LocalityTrace(seed: seed, count: 20_000, pageCount: 400, withFetches: false)
      for policy in [ReplacementPolicy.lru, .treePLRU, .fifo, .random] {
        let geometry = TLBGeometry(sets: 4, ways: 8, policy: policy)
        var options = Self.options([])
        options.levels = [.init(.firstData, geometry)]
        let optimal = try #require(try trace.profile(options).levels[0].optimal)
        var tlb = ReferenceSetAssociativeTLB(geometry, seed: seed)
        let misses = trace.pages(.data).count { page in
          // A space of its own for each: reference TLBs know 12 bits.
          let (gva, asid) = (GVA((page % (1 << 50)) << 12), ASID(UInt16(page >> 50)))
          if tlb.lookup(gva, asid: asid) != nil { return false }
          tlb.insert(gva, .kib4, asid: asid, payload: 0)
          return true
        }
        #expect(optimal.setAssociative <= UInt64(misses), "seed \(seed), \(policy)")
      }
    }
  }

  @Test func givesUpOptimalBeyondItsLimit() throws {
    var options = Self.options(Self.shapes[0])
    options.maximumOptimalPageChanges = 1000
    let profile = try LocalityTrace(seed: 1, count: 4000, pageCount: 60).profile(options)
    #expect(profile.limits == [.optimal(maximumPageChanges: 1000)])
    #expect(profile.levels[0].optimal == nil && profile.exactTranslations == profile.counts.translations)
    options.maximumOptimalPageChanges = 0
    let without = try LocalityTrace(seed: 1, count: 4000, pageCount: 60).profile(options)
    #expect(without.limits.isEmpty && without.levels[0].optimal == nil)
  }
}
