import Benchmarks
import Regression
import Synchronization
import Testing

extension BenchmarkRunnerTests {
  /// Several threads, each with a fixture of its own; and what is counted without a clock.
  @Suite struct BenchmarkThreadsTests {
    /// What one thread's fixture has seen.
    private final class Fixture: Sendable {
      let calls = Atomic<Int64>(0)
      let isInUse = Atomic(false)
      let wasShared = Atomic(false)

      func run(_ count: Int) {
        if isInUse.exchange(true, ordering: .sequentiallyConsistent) {
          wasShared.store(true, ordering: .sequentiallyConsistent)
        }
        calls.add(Int64(count), ordering: .sequentiallyConsistent)
        isInUse.store(false, ordering: .sequentiallyConsistent)
      }
    }

    private func benchmarks(_ fixture: Fixture) -> [Benchmark] {
      [
        Benchmark("test/threads", limit: "limit/threads", "") { PreparedBenchmark { fixture.run($0) } },
        Benchmark("limit/threads", "") { PreparedBenchmark { _ in } },
      ]
    }

    @Test func everyThreadHasAFixtureOfItsOwn() throws {
      #expect(BenchmarkRunner.configure(flags: ["--benchmark_min_time=0.0001"]) == nil)
      let fixtures = (0..<3).map { _ in Fixture() }
      let results = BenchmarkRunner(threads: fixtures.map(benchmarks)).run(rounds: 3)
      #expect(results.map(\.fullName) == ["test/threads/threads:3", "limit/threads/threads:3"])
      #expect(results[0].samples.count == 3 && results[0].failure == nil)
      // A sample has the operations of all threads, and later rounds repeat the first's.
      let operations = Set(results[0].samples.map(\.iterations))
      #expect(operations.count == 1 && operations.first.map { $0 % 3 } == 0)
      #expect(Set(fixtures.map { $0.calls.load(ordering: .relaxed) }).count == 1)
      #expect(fixtures.allSatisfy { !$0.wasShared.load(ordering: .relaxed) })
      #expect(BenchmarkTable.ratio(results[0], to: "limit/threads", in: results) != nil)
    }

    @Test func exactRunsCountAndDoNotTime() {
      let counter = ExactCounter(name: "walks", events: 4, operations: 1, unit: "walks", polarity: .lowerIsBetter)
      let results = ExactRunner([
        Benchmark("test/right", "") { PreparedBenchmark(counters: [counter], trialCount: 7) { _ in } },
        Benchmark("test/wrong", "") { () throws(BenchmarkFailure) in throw .mismatch("1 is not 2") },
      ]).run()
      #expect(results[0].trial == BenchmarkTrial(operations: 7, allocations: 0))
      #expect(results[0].counters == [counter] && results[0].samples.isEmpty && results[0].isMeasured)
      #expect(results[1].failure == .mismatch("1 is not 2") && !results[1].isMeasured)
    }
  }
}
