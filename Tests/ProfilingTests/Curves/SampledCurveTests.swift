import MMUCore
import Profiling
import Testing
import Workload

@Suite struct SampledCurveTests {
  private static func options(_ pages: Int) -> LocalityOptions {
    var options = LocalityOptions.curves(through: 4)
    options.sampledPages = pages
    return options
  }

  /// The mean absolute error of the estimate over the points of the exact curve that are a power of two or between two.
  private static func meanError(_ locality: PageSizeLocality) throws -> (error: Double, expected: Double) {
    let exact = try #require(locality.curves.last)
    let sampled = try #require(locality.sampled)
    let errors = exact.points.map { abs(sampled.missRatio(at: $0.entries) - exact.missRatio(at: $0.entries)) }
    return (errors.reduce(0, +) / Double(errors.count), sampled.expectedError)
  }

  /// Fewer pages than the sample may have: nothing is estimated.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func isExactWhileAllPagesFit(_ seed: UInt64) throws {
    let trace = LocalityTrace(seed: seed, count: 20_000, pageCount: 80, withFetches: seed % 2 == 0)
    let locality = try trace.profile(Self.options(2048), batch: [.max, 500, 9][Int(seed % 3)]).pageSizes[0]
    let (sampled, exact) = (try #require(locality.sampled), try #require(locality.curves.last))
    #expect(sampled.rate == 1 && sampled.expectedError == 0 && sampled.translations == UInt64(trace.pages.count))
    #expect(sampled.sampledTranslations == sampled.translations)
    for point in sampled.points {
      #expect(
        abs(point.missRatio - exact.missRatio(at: point.entries)) < 1e-9, "seed \(seed), \(point.entries) entries")
    }
  }

  static func workload(_ name: WorkloadName, footprint: UInt64, accesses: UInt64, seed: UInt64) throws -> [MemoryAccess]
  {
    var parameters = WorkloadParameters()
    (parameters.footprint, parameters.accesses, parameters.seed) = (footprint, accesses, seed)
    parameters.step = 512
    let source = try WorkloadCatalog.source(name, parameters)
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: Int(accesses))
    defer { batch.deallocate() }
    var result: [MemoryAccess] = []
    while true {
      let count = try source.nextBatch(into: batch)
      if count == 0 { return result }
      result += batch[..<count]
    }
  }

  @Test(arguments: [WorkloadName.zipf, .gups, .sequential], [256, 1024]) func errsAsItSays(
    _ name: WorkloadName, _ pages: Int
  ) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let accesses = try Self.workload(name, footprint: 64 << 20, accesses: 400_000, seed: seed)
      let profile = try LocalityTrace(accesses).profile(Self.options(pages))
      let (error, expected) = try Self.meanError(profile.pageSizes[0])
      let sampled = try #require(profile.pageSizes[0].sampled)
      #expect(sampled.sampledPages <= pages && sampled.sampledPages >= pages * 7 / 8 && sampled.rate < 1)
      #expect(error <= expected, "\(name) with \(pages) pages, seed \(seed): \(error) of \(expected)")
      print("\(name) \(pages) \(seed): \(error) of \(expected)")
      let distinct = Double(profile.pageSizes[0].distinctPages)
      #expect(abs(sampled.distinctPages / distinct - 1) < 4 / Double(pages).squareRoot())
    }
  }

  /// Constant memory, whatever the number of pages.
  @Test func keepsItsMemory() throws {
    func byteCount(_ footprint: UInt64) throws -> Int {
      var options = Self.options(1024)
      options.hasCurves = false
      let profiler = try LocalityProfiler(options)
      let accesses = try Self.workload(.gups, footprint: footprint, accesses: 200_000, seed: 1)
      accesses.withUnsafeBufferPointer { profiler.run($0) }
      return profiler.byteCount
    }
    let (small, large) = (try byteCount(16 << 20), try byteCount(1 << 30))
    #expect(abs(small - large) < 8192 && large < 300_000)
  }
}
