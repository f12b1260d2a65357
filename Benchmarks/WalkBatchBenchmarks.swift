import CLimits
import MMUCore
import Regression

/// Walks of many addresses side by side, beside the loads alone.
enum WalkBatchBenchmarks {
  static func all(_ shelf: FixtureShelf) -> [Benchmark] {
    [TableResidence.hot, .llc, .dram].flatMap { residence in pair(shelf, residence) }
  }

  private static func pair(_ shelf: FixtureShelf, _ residence: TableResidence) -> [Benchmark] {
    let limit = "limit/overlapped-loads-4/\(residence.rawValue)"
    return [
      Benchmark("walk-batch/x86-long4/\(residence.rawValue)", limit: limit, "one of many walks side by side") {
        () throws(BenchmarkFailure) in
        let fixture = try shelf.batch(residence)
        return PreparedBenchmark(counters: [fixture.walks.countedReferences()]) { count in fixture.walk(count) }
      }
      .resident(if: residence.isResident),
      Benchmark(limit, "its 4 loads and no check, in C, as many side by side") { () throws(BenchmarkFailure) in
        let fixture = try shelf.batch(residence)
        return PreparedBenchmark(counters: [.references(4, in: 1)]) { count in fixture.load(count) }
      },
    ]
  }
}
