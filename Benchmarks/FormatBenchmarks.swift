import CLimits
import MMUCore
import MMUReference
import Regression
import Workload

/// `walk/<format>/hot`: walks of every format but 4-level x86 (``WalkBenchmarks``), each beside the same walk by hand in C
/// where there is one, else beside its loads alone.
enum FormatBenchmarks {
  static var all: [Benchmark] { (x86 + riscv + arm).map { $0.resident() } }

  /// How to time a format.
  struct Subject<Encoding: EntryEncoding> {
    typealias Fixture = FormatFixture<Encoding>

    let name: String
    let rules: Encoding.Format.Rules
    /// The bits of an entry that are its address, and how far to shift them.
    let address: (mask: UInt64, shift: Int32)
    /// The specialised chain.
    let walk: (PageWalker<Encoding.Format>, UInt64, Fixture.Output, GuestAccess, Int) -> Fixture.Output?
    /// Compares the fixture with the format's reference.
    let check: (Fixture) -> String?
    /// The same chain in C, from a position.
    var limit: ((Fixture) -> (UInt64, Int64) -> UInt64)?

    private var loadsName: String { "limit/table-loads/\(name)" }
    private var limitName: String { "limit/walk-\(name)/hot" }

    var benchmarks: [Benchmark] {
      let walk = Benchmark(
        "walk/\(name)/hot", limit: limit == nil ? loadsName : limitName, "one walk, its address from the last"
      ) { () throws(BenchmarkFailure) in try prepareWalk() }
      let loads = Benchmark(loadsName, "the walk's loads and no check, in C") { () throws(BenchmarkFailure) in
        try prepareLoads()
      }
      guard let limit else { return [walk, loads] }
      let twin = Benchmark(limitName, limit: loadsName, "the same walk and checks in C") {
        () throws(BenchmarkFailure) in try prepare(limit)
      }
      return [walk, twin, loads]
    }

    private func prepareWalk() throws(BenchmarkFailure) -> PreparedBenchmark {
      let fixture = try Fixture(rules)
      if let mismatch = check(fixture) { throw .mismatch(mismatch) }
      return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
        guard let last = walk(fixture.walker, fixture.mask, fixture.position, Fixture.access, count) else {
          preconditionFailure("a benchmark's walk faulted")
        }
        fixture.position = last
      }
    }

    private func prepare(
      _ limit: (Fixture) -> (UInt64, Int64) -> UInt64
    ) throws(BenchmarkFailure) -> PreparedBenchmark {
      let fixture = try Fixture(rules)
      let run = limit(fixture)
      let expected = walk(fixture.walker, fixture.mask, fixture.position, Fixture.access, 1000)
      guard run(0, 1000) == expected?.rawValue else { throw .mismatch("the chain's end differs from the core's") }
      return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
        fixture.position = Fixture.Output(run(fixture.position.rawValue, Int64(count)))
      }
    }

    private func prepareLoads() throws(BenchmarkFailure) -> PreparedBenchmark {
      let fixture = try Fixture(rules)
      var shape = fixture.shape(addressMask: address.mask, addressShift: address.shift)
      let expected = walk(fixture.walker, fixture.mask, fixture.position, Fixture.access, 1000)
      let root = fixture.firstRoot.rawValue
      guard limit_table_loads(fixture.bytes, &shape, root, fixture.mask, 0, 1000) == expected?.rawValue else {
        throw .mismatch("the chain's end differs from the core's")
      }
      return PreparedBenchmark(counters: [fixture.countedReferences()]) { count in
        let last = limit_table_loads(
          fixture.bytes, &shape, root, fixture.mask, fixture.position.rawValue, Int64(count))
        fixture.position = Fixture.Output(last)
      }
    }
  }
}
