import MMUCore
import Profiling
import Testing
import Workload

@Suite struct HottestPagesTests {
  private static func options(_ most: Int) -> LocalityOptions {
    var options = LocalityOptions()
    options.sampledPages = 0
    options.hottestPages = most
    options.levels = [
      .init(.firstData, TLBGeometry(sets: 1, ways: 2)), .init(.firstInstruction, TLBGeometry(sets: 1, ways: 1)),
    ]
    return options
  }

  /// Every page's count, in any batches.
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func countsEveryUse(_ seed: UInt64) throws {
    let trace = LocalityTrace(seed: seed, count: 5000, pageCount: 70, withFetches: seed % 2 == 0)
    var counts: [UInt64: UInt64] = [:]
    for page in trace.pages { counts[page.page, default: 0] += 1 }
    let expected = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let hottest = try #require(try trace.profile(Self.options(1000), batch: [.max, 100, 1][Int(seed % 3)]).hottest)
    #expect(hottest.byAccesses.map(\.accesses) == expected.map(\.value), "seed \(seed)")
    #expect(hottest.regionsByAccesses.reduce(0) { $0 + $1.accesses } == UInt64(trace.pages.count))
    #expect(hottest.regionsByAccesses.reduce(0) { $0 + $1.pages } == UInt64(counts.count))
    let few = try #require(try trace.profile(Self.options(5)).hottest)
    #expect(few.byAccesses == Array(hottest.byAccesses.prefix(5)) && few.byMisses == Array(hottest.byMisses.prefix(5)))
  }

  /// Pages 1 and 2 stay in two entries; 3 and 9 drive each other out with them; a gap of more than 16 pages parts regions.
  @Test func ranksByHand() throws {
    let pages = [1, 1, 1, 2, 2, 40, 41, 41, 1, 2, 100] as [UInt64]
    let trace = LocalityTrace(pages.map { MemoryAccess(.load, GVA($0 << 12)) })
    let names = PageNaming { $0.rawValue < 0x3000 ? "heap" : $0.rawValue == 0x29000 ? "stack" : nil }
    let hottest = try #require(try trace.profile(Self.options(3), naming: names).hottest)
    #expect(hottest.pageSize == "4K" && hottest.missesOf == "L1I")
    #expect(hottest.byAccesses.map(\.address) == [0x1000, 0x2000, 0x29000])
    #expect(hottest.byAccesses.map(\.accesses) == [4, 3, 2])
    #expect(hottest.byAccesses.map(\.name) == ["heap", "heap", "stack"])
    // 1, 2, 40 and 41 miss first; 1 and 2 again, in the end.
    #expect(hottest.byMisses.map(\.address) == [0x1000, 0x2000, 0x29000])
    #expect(hottest.byMisses.map(\.misses) == [2, 2, 1])
    #expect(
      hottest.regionsByAccesses.first
        == .init(address: 0x1000, end: 0x3000, space: 0, name: "heap", pages: 2, accesses: 7, misses: 4))
    #expect(hottest.regionsByAccesses.map(\.address) == [0x1000, 0x29000, 0x28000])
    #expect(hottest.regionsByMisses.map(\.misses) == [4, 1, 1])
  }

  /// Pages of another address space have no names.
  @Test func keepsSpacesApart() throws {
    let access = MemoryAccess(.load, GVA(0x5000))
    let trace = LocalityTrace([access, MemoryAccess(.switchSpace(ASID(7))), access, access])
    let hottest = try #require(try trace.profile(Self.options(3), naming: PageNaming { _ in "code" }).hottest)
    #expect(hottest.byAccesses.map(\.space) == [1, 0] && hottest.byAccesses.map(\.name) == [nil, "code"])
    #expect(hottest.byAccesses.map(\.accesses) == [2, 1] && hottest.regionsByAccesses.count == 2)
  }
}
