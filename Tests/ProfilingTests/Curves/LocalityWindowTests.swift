import MMUCore
import MMUReference
import Profiling
import Testing
import Workload

@Suite struct LocalityWindowTests {
  private static func options() -> LocalityOptions {
    var options = LocalityOptions()
    options.sampledPages = 0
    options.sizes = [4, 16]
    options.levels = [
      .init(.firstData, TLBGeometry(sets: 4, ways: 2)), .init(.firstInstruction, TLBGeometry(sets: 2, ways: 2)),
      .init(.second, TLBGeometry(sets: 8, ways: 2)),
    ]
    return options
  }

  /// Every window by itself, however often windows were merged. One access a word: no crossings, no events.
  @Test(arguments: [0, 1, 1023, 1024, 1025, 64 * 1024, 64 * 1024 + 1, 300_000]) func countsEachWindow(_ count: Int)
    throws
  {
    var generator = RandomGenerator(seed: UInt64(count))
    let accesses = (0..<count).map { place in
      let base = generator.next(below: 3) == 0 ? UInt64(place / 5000) : 0
      let kind: AccessKind = generator.next(below: 4) == 0 ? .fetch : .load
      return MemoryAccess(kind, GVA((base + generator.next(below: 40)) << 12))
    }
    let trace = LocalityTrace(accesses)
    let profile = try trace.profile(Self.options(), batch: 777)
    let windows = try #require(profile.windows)
    let length = Int(windows.accessesPerWindow)
    #expect(
      length.nonzeroBitCount == 1 && windows.windows.count <= 64 && (length == 1024 || windows.windows.count > 32))
    #expect(windows.windows.count == (count + length - 1) / length)
    var seen: Set<UInt64> = []
    var (small, large) = (NaiveLRU(capacity: 4), NaiveLRU(capacity: 16))
    for (index, window) in windows.windows.enumerated() {
      let pages = trace.pages[index * length..<min((index + 1) * length, count)].map(\.page)
      #expect(window.translations == UInt64(pages.count))
      #expect(window.distinctPages == UInt64(Set(pages).count), "window \(index)")
      #expect(window.firstTouches == UInt64(Set(pages).subtracting(seen).count), "window \(index)")
      seen.formUnion(pages)
      let misses = [pages.count { !small.use($0) }, pages.count { !large.use($0) }]
      #expect(window.misses == misses.map(UInt64.init), "window \(index)")
    }
    for level in profile.levels.indices {
      #expect(windows.windows.reduce(0) { $0 + $1.levelMisses[level] } == profile.levels[level].misses)
    }
    Self.compareHeatmaps(profile, trace, length: length)
  }

  private static func compareHeatmaps(_ profile: LocalityProfile, _ trace: LocalityTrace, length: Int) {
    let windows = profile.windows?.windows ?? []
    for (place, level) in profile.levels.enumerated() {
      guard let map = level.pressure.heatmap else { return #expect(Bool(false), "no map") }
      #expect(map.setsPerRow == 1 && map.misses.count == level.sets && map.pages.count == level.sets)
      for window in windows.indices {
        #expect(map.misses.reduce(0) { $0 + $1[window] } == windows[window].levelMisses[place])
        let pages = trace.pages[window * length..<min((window + 1) * length, trace.pages.count)]
        let seen = Set(
          pages.filter { level.stream == .secondLevel || $0.isFetch == (level.stream == .fetch) }.map(\.page))
        for set in 0..<level.sets {
          #expect(map.pages[set][window] == UInt64(seen.count { Int($0) % level.sets == set }))
        }
      }
    }
  }

  @Test func putsManySetsIntoOneRow() throws {
    var options = Self.options()
    options.levels = [.init(.firstData, TLBGeometry(sets: 1024, ways: 1))]
    let accesses = (0..<5000).map { MemoryAccess(.load, GVA(UInt64($0 % 1500) << 12)) }
    let level = try LocalityTrace(accesses).profile(options).levels[0]
    let map = try #require(level.pressure.heatmap)
    #expect(map.setsPerRow == 8 && map.misses.count == 128)
    #expect(map.misses.joined().reduce(0, +) == level.misses)
    #expect(map.pages[0] == [8, 16, 8, 8, 15].map { $0 } || map.pages[0].count == 5)
  }

  /// Two ways of behaving, in turn.
  @Test func namesPhases() throws {
    let accesses = (0..<64 * 1024).map { place in
      let page = place / 16384 % 2 == 0 ? place % 3 : 100 + place * 7 % 50
      return MemoryAccess(.load, GVA(UInt64(page) << 12))
    }
    let windows = try #require(try LocalityTrace(accesses).profile(Self.options()).windows)
    #expect(windows.phases.map(\.name) == ["A", "B", "A", "B"])
    #expect(windows.phases.map(\.firstWindow) == [0, 16, 32, 48] && windows.phases.allSatisfy { $0.windowCount == 16 })
    #expect(
      windows.windows.map(\.phase).joined() == ["A", "B", "A", "B"].map { String(repeating: $0, count: 16) }.joined())
  }

  @Test func seesOnePhaseInOneBehaviour() throws {
    var generator = RandomGenerator(seed: 9)
    let accesses = (0..<100_000).map { _ in MemoryAccess(.load, GVA(generator.next(below: 64) << 12)) }
    let windows = try #require(try LocalityTrace(accesses).profile(Self.options()).windows)
    #expect(windows.phases == [.init(name: "A", firstWindow: 0, windowCount: windows.windows.count)])
  }
}
