import CLimits
import MMUCore
import Regression

/// Walks of 4-level x86 tables: from each cache level, for each page size, and into absent pages.
enum WalkBenchmarks {
  private static let sizes: [(name: String, size: PageSize)] = [
    ("4k", .kib4), ("2m", .mib2), ("1g", .gib1),
  ]

  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    var benchmarks: [Benchmark] = []
    for residence in TableResidence.allCases {
      for (name, size) in sizes {
        benchmarks += chains(shelf, residence, "\(residence.rawValue)/\(name)", size)
          .map { $0.resident(if: residence.isResident) }
      }
    }
    return benchmarks + [notPresent(shelf).resident(), notPresentLimit(shelf)]
  }

  /// A walk, the same in C, and its loads alone.
  private static func chains(
    _ shelf: FixtureShelf, _ residence: TableResidence, _ path: String, _ size: PageSize
  ) -> [Benchmark] {
    let levels = size == .kib4 ? 4 : size == .mib2 ? 3 : 2
    let loads = "limit/dependent-loads-\(levels)/\(residence.rawValue)"
    let limit = "limit/walk-x86-long4/\(path)"
    return [
      Benchmark("walk/x86-long4/\(path)", limit: limit, "one walk, its address from the last") {
        () throws(BenchmarkFailure) in
        let fixture = try shelf.walk(residence, size)
        return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
          let last = ChainEntryPoints.walk(
            fixture.walker, along: fixture.chain, after: fixture.position, WalkFixture.access, count: count)
          guard let last else { preconditionFailure("a benchmark's walk faulted") }
          fixture.position = last
        }
      },
      Benchmark(limit, limit: loads, "the same walk and checks in C") { () throws(BenchmarkFailure) in
        let fixture = try shelf.walk(residence, size)
        var walker = fixture.limitWalker
        var chain = fixture.limitChain
        return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
          let last = limit_walk_chain(&walker, &chain, fixture.position.rawValue, Int64(count))
          precondition(last != ~0, "a limit's walk faulted")
          fixture.position = GPA(last)
        }
      },
      Benchmark(loads, "the walk's \(levels) loads and no check, in C") { () throws(BenchmarkFailure) in
        let fixture = try shelf.walk(residence, size)
        let memory = UnsafePointer(fixture.limitWalker.memory)
        var chain = fixture.limitChain
        return PreparedBenchmark(counters: [.references(UInt64(levels), in: 1)]) { count in
          let start = fixture.position.rawValue
          fixture.position = GPA(limit_dependent_loads(memory, &chain, Int32(levels), start, Int64(count)))
        }
      },
    ]
  }

  /// The page after each mapped one is absent, in a table that is there.
  private static let absentStart = GVA(4096)
  private static var absentMask: UInt64 { UInt64(TableResidence.hot.leafCount) << 15 - 1 }

  private static func notPresent(_ shelf: FixtureShelf) -> Benchmark {
    Benchmark(
      "walk/x86-long4/not-present", limit: "limit/walk-x86-long4/not-present", "one walk that ends at an absent leaf"
    ) { () throws(BenchmarkFailure) in
      let fixture = try shelf.walk(.hot, .kib4)
      var trace = GuestWalkTrace()
      let outcome = fixture.walker.walk(absentStart, WalkFixture.access, observer: &trace)
      guard outcome == .fault(PageFault(.notPresent, at: .leaf)) else { throw .mismatch("\(outcome)") }
      let reached = ChainEntryPoints.walkIntoFaults(
        fixture.walker, from: absentStart, pageMask: absentMask, WalkFixture.access, count: 1001)
      var limit = fixture.limitWalker
      let expected = limit_walk_faults(&limit, 0, absentStart.rawValue, absentMask, 1001)
      guard reached == expected else { throw .mismatch("the chain's end differs from the C limit's") }
      return PreparedBenchmark(counters: [.references(UInt64(trace.count), in: 1)]) { count in
        _ = ChainEntryPoints.walkIntoFaults(
          fixture.walker, from: absentStart, pageMask: absentMask, WalkFixture.access, count: count)
      }
    }
  }

  private static func notPresentLimit(_ shelf: FixtureShelf) -> Benchmark {
    Benchmark("limit/walk-x86-long4/not-present", "the same in C") { () throws(BenchmarkFailure) in
      let fixture = try shelf.walk(.hot, .kib4)
      var walker = fixture.limitWalker
      return PreparedBenchmark { count in
        _ = limit_walk_faults(&walker, 0, absentStart.rawValue, absentMask, Int64(count))
      }
    }
  }
}
