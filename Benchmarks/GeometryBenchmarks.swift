import MMUCore
import Profiling
import Workload

/// Four geometries in one pass over a stream, beside a pass for each.
enum GeometryBenchmarks {
  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    [AccessStream.compiler, .sequential].flatMap { [together(shelf, $0), apart(shelf, $0)] }
  }

  private static let geometries = ["skylake", "zen4", "l1d=64x4,l1i=64x4,l2=1536x12", "cortex-a76"]

  private static func limitName(_ stream: AccessStream) -> String { "limit/four-passes/\(stream.rawValue)" }

  private static func together(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(
      "profile/throughput/\(stream.rawValue)/four-geometries", limit: limitName(stream),
      "one access through the TLBs of four processors in one pass"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let session = try session(geometries)
      try check(fixture, session)
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        forEachBatch(fixture, count) { run(session, $0) }
      }
    }
  }

  private static func apart(_ shelf: FixtureShelf, _ stream: AccessStream) -> Benchmark {
    Benchmark(limitName(stream), "one access through the TLBs of each of four processors, a pass for each") {
      () throws(BenchmarkFailure) in
      let fixture = try shelf.stream(stream)
      let sessions = try geometries.map { name throws(BenchmarkFailure) in try session([name]) }
      return PreparedBenchmark(trialCount: StreamFixture.trialCount) { count in
        for session in sessions { forEachBatch(fixture, count) { run(session, $0) } }
      }
    }
  }

  private static func session(_ geometries: [String]) throws(BenchmarkFailure) -> ProfileSession {
    do {
      let models = try geometries.map { try TLBDescription.load($0).model(for: [.kib4]) }
      return try ProfileSession(ProfilePlan(models, DemandPaging(.uniform(.kib4))))
    } catch {
      throw .other("\(error)")
    }
  }

  /// One pass counts for each geometry what a pass of its own does; afterwards every page is mapped.
  private static func check(_ fixture: StreamFixture, _ together: ProfileSession) throws(BenchmarkFailure) {
    forEachBatch(fixture, fixture.accesses.count) { run(together, $0) }
    for (name, profiler) in zip(geometries, together.profilers) {
      let alone = try session([name])
      forEachBatch(fixture, fixture.accesses.count) { run(alone, $0) }
      guard profiler.counts == alone.profilers[0].counts, profiler.arrayProfiles == alone.profilers[0].arrayProfiles
      else { throw .mismatch("\(name) counts otherwise among others than alone") }
    }
  }

  private static func run(_ session: ProfileSession, _ accesses: UnsafeBufferPointer<MemoryAccess>) {
    do { try session.run(accesses, includesFetches: false) } catch {
      preconditionFailure("a benchmark's profile failed: \(error)")
    }
  }

  /// Calls a body with batches of a size that a session takes, the stream over and over.
  private static func forEachBatch(
    _ fixture: StreamFixture, _ count: Int, _ body: (UnsafeBufferPointer<MemoryAccess>) -> Void
  ) {
    fixture.forEachPart(of: count) { part in
      var start = 0
      while start < part.count {
        let end = min(part.count, start + ReadAhead.batchSize)
        body(UnsafeBufferPointer(rebasing: part[start..<end]))
        start = end
      }
    }
  }
}
