import CLimits
import Harness
import MMUCore
import Profiling
import Regression
import Workload

/// The TLB simulator's speed on four streams from memory, beside the same simulation in C, and with real walks.
enum ThroughputBenchmarks {
  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    AccessStream.allCases.flatMap {
      [tlbsAlone(shelf, $0), withWalks(shelf, $0), withWalkCaches(shelf, $0), limit(shelf, $0)]
    }
      + [AccessStream.compiler, .zipf].flatMap { stream in
        [SimulatedShape.pseudoLRU, .threeLevels].map { otherShape(shelf, stream, $0) }
      }
  }

  private static func limitName(_ stream: AccessStream) -> String { "limit/tlb-simulation/\(stream.rawValue)" }

  private static func tlbsAlone(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/tlbs", limit: limitName(stream), "one access through both TLB levels"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let counters = try checkedCounters(fixture)
      let simulation = TLBSimulation()
      return PreparedBenchmark(counters: counters, trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { simulation.hierarchy.runDataWithoutWalks($0) }
      }
    }
    .resident(if: stream.isResident)
  }

  /// TLBs that the loop for LRU is not for.
  private static func otherShape(_ shelf: FixtureShelf, _ stream: AccessStream, _ shape: SimulatedShape) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/\(shape.rawValue)", limit: limitName(stream),
      "one access through \(shape.description)"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let beginning = UnsafeBufferPointer(rebasing: fixture.accesses[..<100_000])
      let short = TLBSimulation(shape.shape)
      short.hierarchy.runDataWithoutWalks(beginning)
      let difference = BenchmarkCheck.hierarchy(
        counters: short.hierarchy.counters, shape.shape, pageSize: .kib4, accesses: beginning)
      if let difference { throw .mismatch(difference) }
      let simulation = TLBSimulation(shape.shape)
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { simulation.hierarchy.runDataWithoutWalks($0) }
      }
    }
    .resident(if: stream.isResident && shape == .pseudoLRU)
  }

  private static func withWalks(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/walks", limit: limitName(stream),
      "one access through both TLB levels, with a real walk on a miss"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      return profile(fixture, try fixture.profiler())
    }
    .resident(if: stream.isResident)
  }

  /// Entries of the PML4, the PDPT and the page directory, as published models of Intel's have them.
  private static let walkCaches = WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24)

  private static func withWalkCaches(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/walk-cache", limit: limitName(stream),
      "one access through both TLB levels, with a real walk through walk caches on a miss"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let profiler = try fixture.profiler(WalkModel(caches: walkCaches))
      guard let walks = profiler.walkCacheProfile else { throw .other("no walk caches") }
      return profile(fixture, profiler, [.references(walks.references, in: walks.walks)])
    }
  }

  /// What a profiler that has seen the stream does with it again.
  private static func profile(
    _ fixture: StreamFixture, _ profiler: TLBProfiler, _ counters: [ExactCounter] = []
  ) -> PreparedBenchmark {
    PreparedBenchmark(counters: counters, trialCount: StreamFixture.trialCount) { count in
      fixture.forEachPart(of: count) { part in
        do { try profiler.run(part, includesFetches: false) } catch {
          preconditionFailure("a benchmark's profile failed: \(error)")
        }
      }
    }
  }

  private static func limit(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(limitName(stream), "one access through the same two levels in C") { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let words = LimitWords()
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        fixture.forEachPart(of: count) { part in
          part.withMemoryRebound(to: UInt64.self) {
            _ = limit_tlb_simulation(words.storage.baseAddress, $0.baseAddress, $0.count, 7)
          }
        }
      }
    }
  }

  /// The counts of one pass over the stream, equal to the reference's on its beginning and to the limit's on all of it.
  private static func checkedCounters(_ fixture: StreamFixture) throws(BenchmarkFailure) -> [ExactCounter] {
    let accesses = UnsafeBufferPointer(fixture.accesses)
    let beginning = UnsafeBufferPointer(rebasing: accesses[..<100_000])
    let short = TLBSimulation()
    short.hierarchy.runDataWithoutWalks(beginning)
    let difference = BenchmarkCheck.hierarchy(
      counters: short.hierarchy.counters, instruction: StreamFixture.first, data: StreamFixture.first,
      second: StreamFixture.second, pageSize: .kib4, accesses: beginning)
    if let difference { throw .mismatch(difference) }
    let whole = TLBSimulation()
    whole.hierarchy.runDataWithoutWalks(accesses)
    let counted = whole.hierarchy.counters
    let expected = LimitWords().run(accesses)
    guard counted.level1Misses.total == expected.level1, counted.level2Misses.total == expected.level2 else {
      throw .mismatch("TLB counts: core \(counted), C limit \(expected)")
    }
    return [
      .hits(counted.accesses.total - counted.level1Misses.total, in: counted.accesses.total),
      .walks(counted.level2Misses.total, in: counted.accesses.total),
    ]
  }
}
