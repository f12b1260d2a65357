import Foundation
import FoundationXML
import MMUCore
import Profiling
import Report
import Testing

@Suite struct ProfilePageTests {
  private func profile(_ name: [String] = ["ls", "-l"]) throws -> TLBProfile {
    let model = try TLBDescription.load("l1d=4x4,l1i=4x4,l2=8x8").model(for: [.kib4])
    let profiler = try TLBProfiler(model, tableByteCount: 1 << 20)
    let kinds: [AccessKind] = [.fetch, .store, .load, .load]
    let accesses: [MemoryAccess] = (0..<400).map { MemoryAccess(kinds[$0 % 4], GVA(UInt64($0 % 40) << 12)) }
    try accesses.withUnsafeBufferPointer { accesses throws(TLBProfilerError) in try profiler.run(accesses) }
    return TLBProfile(.init(.command, name), profiler, duration: .seconds(1), isComplete: true)
  }

  private func isWellFormed(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

  private func headings(_ html: String) -> [String] {
    html.components(separatedBy: "<h2>").dropFirst().compactMap { $0.components(separatedBy: "</h2>").first }
  }

  @Test func whatWasNotMeasuredHasNoSection() throws {
    let html = ProfilePage.html(of: try profile())
    #expect(headings(html) == ["In short", "Hits and misses", "Page walks"])
    #expect(isWellFormed(html))
    #expect(html.contains("Profile of command ls -l"))
    #expect(!html.contains("<svg"))
  }

  @Test func everythingMeasuredHasASection() throws {
    let html = ProfilePage.html(of: try profile(), locality: Locality.small)
    #expect(
      headings(html) == [
        "In short", "Hits and misses", "Misses by TLB size", "Over time", "Causes of misses", "Pressure on sets",
        "Page sizes", "Reuse distances", "Hottest pages and regions", "Page walks",
      ])
    #expect(isWellFormed(html))
    for text in ["4K pages", "2M pages", "libc.so.6", "0x7000", "L2: 128 sets of 12 ways", "&gt;"] where text != "&gt;"
    {
      #expect(html.contains(text), "\(text)")
    }
  }

  /// A curve of sampled pages stands in where there is no exact one, with its error.
  @Test func samplesStandInForExactCurves() throws {
    var locality = Locality.small
    locality.pageSizes[0].curves = []
    locality.pageSizes[0].sampled = SampledMissCurve(
      translations: 1000, sampledTranslations: 10, maximumPages: 64, sampledPages: 64, rate: 0.1, distinctPages: 640,
      expectedError: 0.0625, points: [.init(entries: 1, missRatio: 1), .init(entries: 64, missRatio: 0.1)])
    let html = ProfilePage.html(of: try profile(), locality: locality)
    #expect(html.contains("Estimated by sampling 64 pages; expected error ±6.25 %."))
    #expect(html.contains("4K pages"))
  }

  @Test func limitsAreTold() throws {
    var locality = Locality.small
    locality.limits = [.pages(maximum: 4_194_304), .optimal(maximumPageChanges: 9), .memory]
    locality.exactTranslations = 12_345
    let html = ProfilePage.html(of: try profile(), locality: locality)
    #expect(html.contains("More than 4 194 304 pages: what is exact covers the first 12 345 translations."))
    #expect(html.contains("Too long for OPT, which is left out."))
  }

  @Test func walkCachesHaveASection() throws {
    let json = """
      {"walkCache": "4,4,24", "walks": 100, "references": 112, "referencesPerWalk": 1.12, "pml4Hits": 1, "pdptHits": 3,
       "pdeHits": 90, "nestedLookups": 50, "nestedHits": 20,
       "levels": [{"level": 1, "references": 100, "sameLine": 7, "distinctLines": 60, "lineHits": 40},
                  {"level": 2, "references": 0, "sameLine": 0, "distinctLines": 0, "lineHits": 0}]}
      """
    let caches = try JSONDecoder().decode(WalkCacheProfile.self, from: Data(json.utf8))
    var profile = try profile()
    profile.walkCache = caches
    let html = ProfilePage.html(of: profile)
    #expect(headings(html).last == "Walk caches" && isWellFormed(html))
    #expect(html.contains("Walk caches 4,4,24: 1.120 entries read per walk."))
    #expect(
      html.contains("<td class=\"w\">page-directory entries</td><td class=\"n\">90</td><td class=\"n\">90.00</td>"))
    #expect(html.contains("<td>PDPT entries</td><td class=\"n\">3</td><td class=\"n\">3.00</td>"))
    #expect(html.contains("<td class=\"n\">20</td><td class=\"n\">40.00</td>"))
    #expect(html.contains("<td class=\"n\">60</td><td class=\"n\">40</td>"))
    #expect(html.contains("A walk reads 1.12 table entries on average: the walk caches save 72 % of the reads."))
  }

  @Test func simulatedPageSizesComeBeforeEstimates() throws {
    func row(_ policy: String, _ misses: UInt64, _ removed: Double) -> String {
      """
      {"policy": "\(policy)", "level1Misses": 400, "misses": \(misses), "references": 1600,
       "pages": {"kib4": 40, "kib64": 0, "mib2": 0, "gib1": 0}, "promotions": 0, "pageTableFrames": 4,
       "mappedBytes": 163840, "wastedBytes": 8192, "level1MissesRemovedPercent": 0, "missesRemovedPercent": \(removed),
       "referencesRemovedPercent": 0}
      """
    }
    let json = "{\"touchedBytes\": 163840, \"rows\": [\(row("4K", 400, 0)), \(row("thp=50%", 20, 95))]}"
    var profile = try profile()
    profile.pageSizes = try JSONDecoder().decode(PageSizeComparison.self, from: Data(json.utf8))
    profile.locality = Locality.small
    let html = ProfilePage.html(of: profile)
    #expect(headings(html).count { $0 == "Page sizes" } == 1 && isWellFormed(html))
    #expect(html.contains("<td class=\"n\">20</td><td class=\"n\">95.00</td>"))
    #expect(html.contains("Pages by policy thp=50% would remove 95 % of the walks: 400 would become 20."))
    #expect(html.contains("Misses by TLB size"))
  }

  @Test func otherTLBsAreCompared() throws {
    var other = try profile()
    other.tlb.name = "another"
    let html = ProfilePage.html(of: try profile(), others: [other])
    #expect(headings(html).contains("Other TLBs"))
    #expect(html.contains("<td>another</td>"))
  }

  @Test func aShortLastWindowDoesNotLookLikeASmallWorkingSet() {
    var windows = Locality.windows(3) { _ in "A" }
    #expect(windows.withoutShortEnd.windows.count == 3)
    windows.windows[2].translations = 99
    #expect(windows.withoutShortEnd.windows.count == 2)
    windows.windows.removeFirst(2)
    #expect(windows.withoutShortEnd.windows.count == 1)
  }

  @Test func longNamesAreCutInTheirMiddle() throws {
    var locality = Locality.small
    locality.hottest = Locality.hottest("first" + String(repeating: "x", count: 5000) + "last", count: 1)
    let html = ProfilePage.html(of: try profile(), locality: locality)
    let name = "first" + String(repeating: "x", count: 45) + "…" + String(repeating: "x", count: 45) + "last"
    #expect(html.contains("<td class=\"w\">\(name)</td>"))
  }

  /// The largest inputs that there can be, with names that grow when they are escaped.
  @Test func sizeIsBoundedAndThePageWellFormed() throws {
    let nasty = String(repeating: "\"<\u{0}\u{202E}", count: 2000)
    let html = ProfilePage.html(of: try profile([nasty, nasty]), locality: Locality.huge(nasty))
    #expect(html.utf8.count < 400_000, "\(html.utf8.count) bytes")
    #expect(isWellFormed(html))
    for word in ["http:", "https:", "//", "url(", "@import", "src=", "<link", "<script"] {
      #expect(!html.contains(word))
    }
  }

  @Test func theSameProfileGivesTheSameBytes() throws {
    let profile = try profile()
    #expect(
      ProfilePage.html(of: profile, locality: Locality.small) == ProfilePage.html(of: profile, locality: Locality.small)
    )
  }

  // MARK: In other forms

  @Test func curvesAndWindowsAreTables() {
    let curve = MissCurve(
      stream: .data, translations: 1000, compulsory: 10,
      points: [.init(entries: 1, misses: 500), .init(entries: 8, misses: 10)])
    #expect(curve.table.rendered(as: .csv) == "entries,misses,miss_ratio\r\n1,500,0.5\r\n8,10,0.01\r\n")
    let curves = Locality.small.curveTable.rendered(as: .csv)
    #expect(curves.hasPrefix("page_size,stream,entries,misses,miss_ratio\r\n4K,data,1,"))
    #expect(curves.contains("\r\n2M,data,"))
    let windows = Locality.small.windowTable?.rendered(as: .csv) ?? ""
    #expect(
      windows.hasPrefix(
        "phase,first_access,translations,distinct_pages,first_touches,misses_16,misses_64,misses_L1D,misses_L2\r\n"
          + "A,0,100,7,3,50,20,40,10\r\n"))
  }

  @Test func likwidsWordsForAProfile() throws {
    let text = LikwidTable([try profile()]).text
    #expect(text.contains("|    Instructions (fetches)    |"))
    #expect(text.contains("|     L1 DTLB store misses     |"))
    for name in ["L1 DTLB load miss rate", "L2 ITLB miss ratio", "Page walk rate", "References per walk"] {
      #expect(text.contains(name), "\(name)")
    }
    // 40 pages in turn through four entries always miss.
    #expect(text.contains("|     L1 DTLB store misses     |                    100 |"))
    #expect(text.contains("|       L2 DTLB requests       |                    300 |"))
    #expect(text.contains("|   L1 DTLB store miss ratio   |                 1.0000 |"))
  }

  @Test func metricsHaveNamesKnownBeforehand() throws {
    var profile = try profile()
    let metrics = ProfileMetrics.of(profile, locality: Locality.small)
    profile.locality = Locality.small
    #expect(ProfileMetrics.of(profile) == metrics, "from the profile itself")
    #expect(Set(metrics.keys).isSubset(of: ProfileMetrics.names))
    #expect(Set(ProfileMetrics.names).count == ProfileMetrics.names.count)
    #expect(metrics["accesses.all"] == .init(400) && metrics["misses.all"] == .init(400))
    #expect(metrics["walks_per_1000"] == .init(1000) && metrics["l2.hit_ratio"] == .init(0, unit: .ratio))
    #expect(metrics["l1d.hit_ratio"] == .init(0, unit: .ratio) && metrics["distinct_pages"] == .init(40))
    #expect(metrics["l2.capacity"] == .init(700) && metrics["exits"] == nil)
    let expression = try AssertionExpression("walks_per_1000 < 0.5", names: ProfileMetrics.names)
    #expect(expression.verdict(metrics) == .violated(["walks_per_1000 is 1000, asked for < 0.5"]))
  }

  @Test func factsComeFromTheProfile() throws {
    let facts = ExplanationFacts(try profile(), Locality.small)
    #expect(facts.walks == 400 && facts.translations == 400 && facts.fetchWalks == 100)
    #expect(facts.levels.map(\.name) == ["L1D", "L1I", "L2"] && facts.levels.map(\.translations) == [300, 100, 400])
    #expect(facts.levels[2].compulsory == 100 && facts.levels[2].capacity == 700 && facts.levels[2].conflict == 200)
    #expect(facts.levels[2].hottestSets.first == .init(set: 5, pages: 212, misses: 600))
    #expect(facts.pageSizes.map(\.name) == ["4K", "2M"])
    #expect(facts.phases.map(\.name) == ["A", "B"] && facts.phases[1].misses == 50)
    #expect(facts.regions.first == .init(name: "libc.so.6", pages: 3, misses: 90))
  }
}

/// Localities that are made up.
private enum Locality {
  static func curve(_ stream: LocalityStream, points: Int) -> MissCurve {
    var all: [MissCurve.Point] = []
    for index in 1...points { all.append(.init(entries: index * index, misses: 100 + (1 << 40) / UInt64(index + 1))) }
    return MissCurve(stream: stream, translations: 1 << 40, compulsory: 100, points: all)
  }

  static func size(_ name: String, points: Int, streams: [LocalityStream], buckets: Int) -> PageSizeLocality {
    let filled: [ReuseHistogram.Bucket] = (0..<buckets).map { index in
      ReuseHistogram.Bucket(from: 1 << UInt64(index), through: (2 << UInt64(index)) - 1, count: 9 << UInt64(index))
    }
    let histogram = ReuseHistogram(stream: .data, exact: [], buckets: filled, first: 100)
    return PageSizeLocality(
      pageSize: name, distinctPages: 100, curves: streams.map { curve($0, points: points) }, reuse: [histogram],
      sampled: nil)
  }

  static func level(_ name: String, _ stream: LocalityStream, rows: Int, columns: Int) -> LevelLocality {
    var map: [[UInt64]] = []
    for row in 0..<rows { map.append((0..<columns).map { column in UInt64((row * 7919 + column * 104_729) % 255) }) }
    let sets: [SetPressure.Row] = (0..<16).map { index in
      SetPressure.Row(set: index == 0 ? 5 : 100 + index, pages: 212, misses: 600 - UInt64(index))
    }
    return LevelLocality(
      name: name, stream: stream, sets: 128, ways: 12, index: "xor", translations: 2000, misses: 1000, compulsory: 100,
      capacity: 700, conflict: 200, missesByWays: [900, 100],
      optimal: .init(setAssociative: 500, fullyAssociative: 400),
      pressure: SetPressure(
        overfullSets: 3, usedSets: 128, missing: sets, fullest: sets,
        heatmap: .init(setsPerRow: 1, misses: map, pages: map)))
  }

  static func hottest(_ name: String, count: Int) -> HottestPages {
    let pages: [HottestPages.Page] = (0..<UInt64(count)).map { index in
      HottestPages.Page(address: 0x7000 + index << 12, space: index % 2, name: name, accesses: 900, misses: 90)
    }
    let regions: [HottestPages.Region] = (0..<UInt64(count)).map { index in
      HottestPages.Region(
        address: 0x7000 + index << 20, end: .max, space: index % 2, name: name, pages: 3, accesses: .max, misses: 90)
    }
    return HottestPages(
      pageSize: "4K", missesOf: "L2", byAccesses: pages, byMisses: pages, regionsByAccesses: regions,
      regionsByMisses: regions)
  }

  static func windows(_ count: Int, phase: (Int) -> String) -> LocalityWindows {
    let windows = (0..<count).map { index in
      LocalityWindows.Window(
        translations: 100, distinctPages: 7 + UInt64(index * 37 % 11), firstTouches: 3, misses: [50, 20],
        levelMisses: index == 0 ? [40, 10] : [40, 50], phase: phase(index))
    }
    let phases = (0..<count).map { LocalityWindows.Phase(name: phase($0), firstWindow: $0, windowCount: 1) }
    return LocalityWindows(accessesPerWindow: 100, sizes: [16, 64], windows: windows, phases: phases)
  }

  static var small: LocalityProfile {
    LocalityProfile(
      counts: .init(), exactTranslations: 2000, limits: [],
      pageSizes: [
        size("4K", points: 20, streams: [.data, .secondLevel], buckets: 5),
        size("2M", points: 3, streams: [.data], buckets: 2),
      ],
      levels: [level("L1D", .data, rows: 4, columns: 2), level("L2", .secondLevel, rows: 4, columns: 2)],
      windows: windows(2) { $0 == 0 ? "A" : "B" }, hottest: hottest("libc.so.6", count: 2))
  }

  static func huge(_ name: String) -> LocalityProfile {
    LocalityProfile(
      counts: .init(), exactTranslations: 2000, limits: [.memory],
      pageSizes: (0..<9).map { _ in size(name, points: 2000, streams: LocalityStream.allCases, buckets: 50) },
      levels: (0..<5).map { _ in level(name, .data, rows: 128, columns: 64) },
      windows: windows(64) { _ in name }, hottest: hottest(name, count: 500))
  }
}
