import CLimits
import CSampleTraces
import MMUCore
import Profiling
import Workload

/// A stream of accesses in memory, and a TLB to send it through: 64 entries in 4 ways over 1536 in 12, LRU.
final class StreamFixture {
  let stream: AccessStream
  let accesses: UnsafeMutableBufferPointer<MemoryAccess>

  static let first = TLBGeometry(sets: Int(limit_simulation_l1_sets), ways: Int(limit_simulation_l1_ways))
  static let second = TLBGeometry(sets: Int(limit_simulation_l2_sets), ways: Int(limit_simulation_l2_ways))
  private static let length = 1 << 21
  /// Enough for a stream's hits and misses to be as frequent as in all of it.
  static let trialCount = 50_000

  init(_ stream: AccessStream) throws(BenchmarkFailure) {
    self.stream = stream
    accesses = .allocate(capacity: Self.length)
    switch stream {
    case .compiler: try fillFromSample()
    case .sequential: fill { index in UInt64(index) * 8 }
    case .uniform:
      var generator = RandomGenerator(seed: 4096)
      fill { _ in generator.next(below: 4096) << 12 }
    case .zipf: try fillFromZipf()
    }
  }

  deinit { accesses.deallocate() }

  /// Calls a body with parts of the stream until `count` accesses went by, the stream over and over.
  func forEachPart(of count: Int, _ body: (UnsafeBufferPointer<MemoryAccess>) -> Void) {
    var remaining = count
    while remaining > 0 {
      let length = min(remaining, accesses.count)
      body(UnsafeBufferPointer(rebasing: accesses[..<length]))
      remaining -= length
    }
  }

  /// A profiler of the same two levels that has seen the stream once, so that every page is mapped, and has walked as
  /// often as the C limit misses.
  func profiler(_ walks: WalkModel = WalkModel()) throws(BenchmarkFailure) -> TLBProfiler {
    let profiler: TLBProfiler
    do {
      let model = try TLBDescription.load("l1d=64x4,l1i=64x4,l2=1536x12").model(for: [.kib4])
      profiler = try TLBProfiler(model, walks: walks)
      try profiler.run(UnsafeBufferPointer(accesses), includesFetches: false)
    } catch {
      throw .other("\(error)")
    }
    let (walks, misses) = (profiler.counts.walks, LimitWords().run(UnsafeBufferPointer(accesses)).level2)
    guard walks == misses else { throw .mismatch("\(walks) walks, \(misses) misses of the C limit") }
    return profiler
  }

  private func fill(_ address: (Int) -> UInt64) {
    for index in accesses.indices { accesses[index] = MemoryAccess(.load, GVA(address(index)), byteCount: 8) }
  }

  private func fillFromZipf() throws(BenchmarkFailure) {
    var parameters = WorkloadParameters()
    parameters.footprint = 4 << 30
    parameters.accesses = UInt64(Self.length)
    do {
      try fill(from: WorkloadCatalog.source(.zipf, parameters))
    } catch {
      throw .other("\(error)")
    }
  }

  private func fillFromSample() throws(BenchmarkFailure) {
    do {
      try fill(from: SampleTrace.compilerData())
    } catch {
      throw .other("\(error)")
    }
  }

  /// Takes accesses until there is no more room; the C limit knows no accesses that cross pages, so they are cut.
  private func fill(from source: any AccessSource) throws(TraceFailure) {
    var done = 0
    while done < accesses.count {
      let room = UnsafeMutableBufferPointer(rebasing: accesses[done...])
      guard room.count >= 2 else { break }
      let count = try source.nextBatch(into: room)
      guard count > 0 else { break }
      done += count
    }
    // What is left repeats the beginning.
    for index in done..<accesses.count { accesses[index] = accesses[index - done] }
    for index in accesses.indices {
      accesses[index] = MemoryAccess(accesses[index].kind, accesses[index].gva, byteCount: 1)
    }
  }
}
