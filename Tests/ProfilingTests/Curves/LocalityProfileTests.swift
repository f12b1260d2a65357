import Foundation
import MMUCore
import Profiling
import Testing
import Workload

@Suite struct LocalityProfileTests {
  private static func options() -> LocalityOptions {
    var options = LocalityOptions()
    options.pageSizes = [.kib4, .mib2]
    options.levels = [
      .init(.firstData, TLBGeometry(sets: 16, ways: 4)), .init(.firstInstruction, TLBGeometry(sets: 8, ways: 4)),
      .init(.second, TLBGeometry(sets: 128, ways: 12, foldsIndex: true)),
    ]
    return options
  }

  @Test func countsWhatGoesBy() throws {
    let trace = LocalityTrace(seed: 4, count: 9000, pageCount: 90)
    for hasCurves in [true, false] {
      var options = LocalityOptions()
      options.hasCurves = hasCurves
      let counts = try trace.profile(options, batch: 321).counts
      #expect(counts.translations == UInt64(trace.pages.count))
      let words = trace.accesses.filter { !$0.isEvent }
      #expect(counts.pageCrossings == UInt64(words.count(where: \.crossesPage)))
      #expect(counts.events == UInt64(trace.accesses.count - words.count) && counts.events > 0)
      for (kind, count) in [(AccessKind.load, counts.loads), (.store, counts.stores), (.fetch, counts.fetches)] {
        let ofKind = words.filter { $0.kind == kind }
        #expect(count == UInt64(ofKind.count + ofKind.count(where: \.crossesPage)))
      }
    }
  }

  @Test func saysTheSameInAnyBatches() throws {
    let trace = LocalityTrace(seed: 21, count: 30_000, pageCount: 2000)
    var options = Self.options()
    options.sampledPages = 64
    let whole = try trace.profile(options)
    for batch in [1, 13, 1024, 4095] {
      let parts = try trace.profile(options, batch: batch)
      #expect(parts.pageSizes.map(\.sampled) == whole.pageSizes.map(\.sampled), "batches of \(batch)")
      #expect(parts.pageSizes.map(\.curves) == whole.pageSizes.map(\.curves), "batches of \(batch)")
      #expect(parts.levels == whole.levels && parts.windows == whole.windows, "batches of \(batch)")
      #expect(parts == whole, "batches of \(batch)")
    }
  }

  @Test func survivesJSON() throws {
    let profile = try LocalityTrace(seed: 2, count: 70_000, pageCount: 900).profile(Self.options())
    let data = try JSONEncoder().encode(profile)
    #expect(try JSONDecoder().decode(LocalityProfile.self, from: data) == profile)
    #expect(data.count < 400_000)
  }

  @Test func saysNothingOfNothing() throws {
    let profile = try LocalityTrace([]).profile(Self.options())
    #expect(profile.counts == .init() && profile.limits.isEmpty && profile.exactTranslations == 0)
    #expect(profile.windows?.windows.isEmpty == true && profile.hottest?.byAccesses.isEmpty == true)
    #expect(profile.levels.allSatisfy { $0.misses == 0 && $0.conflict == 0 && $0.optimal?.setAssociative == 0 })
    #expect(profile.pageSizes[0].curve(.data)?.misses(at: 4) == 0)
  }

  /// Memory follows the pages and not the accesses: everything, without OPT, in less than 120 bytes a page.
  @Test func needsMemoryForPagesOnly() throws {
    func byteCount(pages: UInt64, accesses: Int) throws -> Int {
      var options = Self.options()
      options.maximumOptimalPageChanges = 0
      let profiler = try LocalityProfiler(options)
      var generator = RandomGenerator(seed: 3)
      let batch = (0..<UInt64(accesses)).map { place in
        MemoryAccess(.load, GVA((place < pages ? place : generator.next(below: pages)) << 12))
      }
      batch.withUnsafeBufferPointer { profiler.run($0) }
      return profiler.byteCount
    }
    let short = try byteCount(pages: 50_000, accesses: 400_000)
    #expect(try byteCount(pages: 50_000, accesses: 800_000) == short)
    let small = try byteCount(pages: 1000, accesses: 10_000)
    #expect(short - small < 49_000 * 120, "\((short - small) / 49_000) bytes a page")
    print("\((short - small) / 49_000) bytes a page over \(small)")
  }
}
