import CLimits
import MMUCore
import Regression
import Workload

/// Hits, miss-and-fill and flushes of the TLBs.
enum TLBBenchmarks {
  private static let entries = 1024

  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    let shapes = [
      ("64x4-lru", TLBGeometry(sets: 16, ways: 4)),
      ("64x4-tree-plru", TLBGeometry(sets: 16, ways: 4, policy: .treePLRU)),
      ("1536x12-lru", TLBGeometry(sets: 128, ways: 12)),
    ]
    let all = [directMappedHit, probe] + shapes.map(setAssociativeHit) + [missAndFill(shelf)] + flushes + flushLimits
    return all.map { $0.resident() }
  }

  private static var directMappedHit: Benchmark {
    Benchmark("tlb/hit/direct-mapped-1024", limit: "limit/tlb-probe", "one lookup, its address from the last") {
      () throws(BenchmarkFailure) in
      let fixture = try checkedFixture()
      return PreparedBenchmark(counters: [.hits(fixture.countHits(), in: UInt64(entries))]) { count in
        let last = ChainEntryPoints.lookup(
          fixture.tlb, from: GVA(0), WalkFixture.access, asid: fixture.asid, count: count)
        precondition(last != nil, "a benchmark's lookup missed")
      }
    }
  }

  private static var probe: Benchmark {
    Benchmark("limit/tlb-probe", "the same probe in C") { () throws(BenchmarkFailure) in
      let fixture = try checkedFixture()
      let access = WalkFixture.access.asSet.rawValue
      precondition(MemoryLayout<limit_tlb_entry>.stride == MemoryLayout<TLBEntry>.stride)
      return PreparedBenchmark { count in
        let last = fixture.storage.withMemoryRebound(to: limit_tlb_entry.self) {
          limit_tlb_probe(
            $0.baseAddress, UInt64(entries - 1), access, UInt64(fixture.asid.rawValue), 0, Int64(count))
        }
        precondition(last != ~0, "a limit's probe missed")
      }
    }
  }

  private static func checkedFixture() throws(BenchmarkFailure) -> TLBFixture {
    let fixture = TLBFixture(entries: entries)
    let hits = fixture.countHits()
    guard hits == UInt64(entries) else { throw .mismatch("\(hits) of \(entries) pages hit") }
    return fixture
  }

  private static func setAssociativeHit(_ name: String, _ geometry: TLBGeometry) -> Benchmark {
    Benchmark("tlb/hit/set-associative-\(name)", limit: "limit/tlb-probe", "one lookup, its address from the last") {
      () throws(BenchmarkFailure) in
      let fixture = SetAssociativeFixture(geometry)
      let hits = fixture.countHits()
      guard hits == UInt64(geometry.capacity) else { throw .mismatch("\(hits) of \(geometry.capacity) pages hit") }
      return PreparedBenchmark(counters: [.hits(hits, in: UInt64(geometry.capacity))]) { count in
        let last = ChainEntryPoints.lookup(&fixture.tlb, from: GVA(0), asid: ASID(0), count: count)
        precondition(last != nil, "a benchmark's lookup missed")
      }
    }
  }

  private static func missAndFill(_ shelf: FixtureShelf) -> Benchmark {
    Benchmark(
      "tlb/miss-fill/direct-mapped-1024", limit: "limit/walk-x86-long4/l2/4k",
      "one access that misses, is walked, resolved and filled"
    ) { () throws(BenchmarkFailure) in
      let fixture = MissFixture(try shelf.walk(.l2, .kib4))
      return PreparedBenchmark(counters: try fixture.checkedCounters()) { count in
        let last = ChainEntryPoints.missAndFill(
          &fixture.mmu, along: fixture.walks.chain, from: GVA(0), WalkFixture.access, count: count)
        precondition(last != nil, "a benchmark's access reached no memory")
      }
    }
  }

  /// An address space that has no entries: a flush of it leaves the TLB full, so every one does the same work.
  private static let absentSpace = ASID(6)

  private static var flushes: [Benchmark] {
    [
      Benchmark("tlb/flush/page", limit: "limit/tlb-flush/page", "one INVLPG in a full TLB that does not hold the page")
      {
        () throws(BenchmarkFailure) in
        let fixture = try checkedFixture()
        return PreparedBenchmark { count in
          ChainEntryPoints.invalidatePages(&fixture.tlb, from: GVA(0), asid: absentSpace, count: count)
        }
      },
      Benchmark("tlb/flush/asid", limit: "limit/tlb-flush/asid", "one search of 1024 entries for an address space's") {
        () throws(BenchmarkFailure) in
        let fixture = try checkedFixture()
        return PreparedBenchmark { count in
          ChainEntryPoints.flushSpace(&fixture.tlb, asid: absentSpace, count: count)
        }
      },
      Benchmark("tlb/flush/all", limit: "limit/tlb-flush/all", "one flush of all 1024 entries") {
        () throws(BenchmarkFailure) in
        let fixture = try checkedFixture()
        return PreparedBenchmark { count in ChainEntryPoints.flushAll(&fixture.tlb, count: count) }
      },
    ]
  }

  private static var flushLimits: [Benchmark] {
    let space = UInt64(absentSpace.rawValue)
    return [
      flushLimit("page", "the same invalidation in C") { limit_tlb_invalidate($0, UInt64(entries - 1), space, 0, $1) },
      flushLimit("asid", "the same search in C") { limit_tlb_flush_space($0, Int64(entries), space, $1) },
      flushLimit("all", "1024 entries emptied by a loop in C") { limit_tlb_flush($0, Int64(entries), $1) },
    ]
  }

  private static func flushLimit(
    _ name: String, _ summary: String, _ flush: @escaping (UnsafeMutablePointer<limit_tlb_entry>?, Int64) -> Void
  ) -> Benchmark {
    Benchmark("limit/tlb-flush/\(name)", summary) {
      let fixture = TLBFixture(entries: entries)
      return PreparedBenchmark { count in
        fixture.storage.withMemoryRebound(to: limit_tlb_entry.self) { flush($0.baseAddress, Int64(count)) }
      }
    }
  }
}
