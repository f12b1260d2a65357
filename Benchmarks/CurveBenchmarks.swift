import CLimits
import MMUCore
import MMUReference
import Profiling
import Regression

/// Miss-ratio curves on four streams from memory: the exact one beside a hash and a Fenwick tree in C, the sampled one
/// beside its filter alone in C.
enum CurveBenchmarks {
  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    AccessStream.allCases.flatMap { stream in
      [
        exact(shelf, stream), exactLimit(shelf, stream),
        sampled(shelf, stream, pages: defaultSample, name: "shards"),
        sampled(shelf, stream, pages: smallSample, name: "shards-\(smallSample)"), samplingLimit(shelf, stream),
      ]
    }
  }

  private static let defaultSample = LocalityOptions().sampledPages
  private static let smallSample = 256
  private static let pageShift: Int32 = 12 + 7

  private static func exact(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/curve", limit: "limit/curve/\(stream.rawValue)",
      "one access counted in the exact miss-ratio curve of all sizes"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let profiler = try profiler(fixture) { $0.hasCurves = true }
      try check(profiler, fixture)
      warm(profiler, fixture)
      let pages = UInt64(profiler.result().pageSizes[0].distinctPages)
      return PreparedBenchmark(
        counters: [.bytes(UInt64(profiler.byteCount), in: pages)], trialCount: StreamFixture.trialCount
      ) { count in
        fixture.forEachPart(of: count) { profiler.run($0) }
      }
    }
  }

  private static func exactLimit(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark("limit/curve/\(stream.rawValue)", "the same with a hash and a Fenwick tree in C") {
      () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let curve = LimitCurve()
      curve.run(UnsafeBufferPointer(fixture.accesses))
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { curve.run($0) }
      }
    }
  }

  private static func sampled(_ shelf: FixtureShelf, _ stream: AccessStream, pages: Int, name: String) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/\(name)", limit: "limit/sampling/\(stream.rawValue)",
      "one access counted in a miss-ratio curve by SHARDS with \(pages) pages"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let profiler = try profiler(fixture) { $0.sampledPages = pages }
      warm(profiler, fixture)
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { profiler.run($0) }
      }
    }
  }

  private static func samplingLimit(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark("limit/sampling/\(stream.rawValue)", "one access, of 128 pages one kept by its hash, in C") {
      () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let words = SampleWords(count: fixture.accesses.count)
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { part in
          part.withMemoryRebound(to: UInt64.self) {
            _ = limit_sampling_filter($0.baseAddress, $0.count, pageShift, 1 << 57, words.storage.baseAddress)
          }
        }
      }
    }
  }

  /// A profiler that has seen the stream once, so that it knows every page.
  private static func profiler(
    _ fixture: StreamFixture, _ change: (inout LocalityOptions) -> Void
  ) throws(BenchmarkFailure) -> LocalityProfiler {
    let profiler = try emptyProfiler(change)
    profiler.run(UnsafeBufferPointer(fixture.accesses))
    return profiler
  }

  /// Once more: the table of pages makes room before it looks anything up, so it may grow when all pages are known.
  private static func warm(_ profiler: LocalityProfiler, _ fixture: StreamFixture) {
    profiler.run(UnsafeBufferPointer(fixture.accesses))
  }

  private static func emptyProfiler(
    _ change: (inout LocalityOptions) -> Void
  ) throws(BenchmarkFailure) -> LocalityProfiler {
    var options = LocalityOptions()
    (options.hasCurves, options.sampledPages, options.hasWindows, options.hottestPages) = (false, 0, false, 0)
    change(&options)
    do { return try LocalityProfiler(options) } catch { throw .other("\(error)") }
  }

  /// The curve of one pass equals the limit's, and that of the stream's beginning the reference's.
  private static func check(_ whole: LocalityProfiler, _ fixture: StreamFixture) throws(BenchmarkFailure) {
    let limit = LimitCurve()
    limit.run(UnsafeBufferPointer(fixture.accesses))
    try compare(whole, accesses: fixture.accesses.count, "the C limit's") { limit.hits(entries: $0) }
    let beginning = UnsafeBufferPointer(rebasing: fixture.accesses[..<10_000])
    let short = try emptyProfiler { $0.hasCurves = true }
    short.run(beginning)
    let stack = StackDistances(beginning.map { $0.gva.rawValue >> 12 })
    try compare(short, accesses: beginning.count, "the reference's") { UInt64(stack.hits(capacity: $0)) }
  }

  private static func compare(
    _ profiler: LocalityProfiler, accesses: Int, _ whose: String, _ hits: (Int) -> UInt64
  ) throws(BenchmarkFailure) {
    guard let curve = profiler.result().pageSizes[0].curve(.data) else { throw .mismatch("there is no curve") }
    for point in curve.points where point.misses + hits(point.entries) != UInt64(accesses) {
      let expected = UInt64(accesses) - hits(point.entries)
      throw .mismatch("\(point.entries) entries miss \(point.misses) times, against \(whose) \(expected)")
    }
  }
}
