import Benchmarks
import Regression
import Testing

@Suite struct BenchmarkInjectionTests {
  private final class Calls {
    private(set) var counts: [Int] = []

    init() { counts.reserveCapacity(16) }

    func append(_ count: Int) { counts.append(count) }
  }

  private func benchmarks(_ calls: Calls) -> [Benchmark] {
    let counter = ExactCounter(name: "hits", events: 5, operations: 8, unit: "hits", polarity: .higherIsBetter)
    return ["test/first", "test/last", "limit/test"].map { name in
      Benchmark(name, limit: name == "limit/test" ? nil : "limit/test", "a test") {
        PreparedBenchmark(counters: [counter], trialCount: 40) { calls.append($0) }
      }
      .resident()
    }
  }

  private func injected(_ injection: BenchmarkInjection, _ calls: Calls = Calls()) -> [Benchmark] {
    injection.applied(to: benchmarks(calls))
  }

  @Test(arguments: ["slowdown=5.0%", "slowdown=0.0%", "slowdown=1000.0%", "counter", "missing", "allocation"])
  func aTextNamesAFault(_ text: String) throws {
    #expect(try #require(BenchmarkInjection(text)).text == text)
  }

  @Test(arguments: [
    "", "slow", "slowdown", "slowdown=", "slowdown=5", "slowdown=%", "slowdown=-5%", "slowdown=1001%", "slowdown=nan%",
    "Counter", "counter ",
  ])
  func otherTextsNameNone(_ text: String) { #expect(BenchmarkInjection(text) == nil) }

  @Test func aSlowdownDoesMoreAndNotInLimits() throws {
    let calls = Calls()
    let benchmarks = injected(.slowdown(0.05), calls)
    for benchmark in benchmarks { try benchmark.prepare().run(1000) }
    #expect(calls.counts == [1000, 50, 1000, 50, 1000])
    #expect(benchmarks.map(\.isResident) == [true, true, false])
  }

  @Test func aCounterIsOneEventWorse() throws {
    let events = try injected(.counter).map { try $0.prepare().counters[0].events }
    #expect(events == [4, 4, 5])
  }

  @Test func theLastBenchmarkIsMissingAndNotItsLimit() {
    #expect(injected(.missing).map(\.name) == ["test/first", "limit/test"])
    #expect(BenchmarkInjection.missing.applied(to: []).isEmpty)
  }

  @Test func anAllocationIsSeen() {
    let results = ExactRunner(injected(.allocation)).run()
    #expect(results.map(\.allocations) == [1, 1, 0])
    #expect(ExactRunner(injected(.counter)).run().map(\.allocations) == [0, 0, 0])
  }
}
