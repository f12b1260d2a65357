import Benchmarks
import Foundation
import Regression
import Report
import Testing

@Suite struct BenchmarkFileTests {
  private func result(_ name: String, limit: String? = nil, times: [Double]) -> BenchmarkResult {
    var result = BenchmarkResult(name: name, limit: limit, summary: "a test")
    result.samples = times.enumerated().map {
      BenchmarkSample(iterations: 1000, realTime: $1 + 1, cpuTime: $1, allocations: 0, round: $0)
    }
    return result
  }

  @Test func theRatioIsTheMedianOverRounds() {
    let results = [
      result("walk", limit: "limit", times: [10, 20, 33]), result("limit", times: [10, 10, 30]),
    ]
    // 1, 2 and 1.1: what slowed both down in the third round does not show.
    #expect(BenchmarkTable.ratio(results[0], to: "limit", in: results) == 1.1)
    #expect(BenchmarkTable.ratio(results[1], to: nil, in: results) == nil)
  }

  @Test func theFileHasGoogleBenchmarksShape() throws {
    let context = BenchmarkContext(preset: "quick", loadBefore: 0, stolenBefore: 0, wasInterrupted: false)
    let results = [result("walk", limit: "limit", times: [10, 11]), result("limit", times: [10, 10])]
    let json = try BenchmarkFile(results, context: context).json()
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let header = try #require(object["context"] as? [String: Any])
    for key in ["date", "host_name", "executable", "num_cpus", "mhz_per_cpu", "caches", "library_build_type"] {
      #expect(header[key] != nil, "\(key)")
    }
    #expect(header["schema"] as? String == "mmubench.bench")
    let rows = try #require(object["benchmarks"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["walk", "walk", "limit", "limit"])
    #expect(rows.map { $0["repetition_index"] as? Int } == [0, 1, 0, 1])
    #expect(rows.allSatisfy { $0["run_type"] as? String == "iteration" && $0["time_unit"] as? String == "ns" })
    #expect(rows[0]["cpu_time"] as? Double == 10)
    let readBack = try JSONDecoder().decode(BenchmarkFile.self, from: Data(json.utf8))
    #expect(readBack == BenchmarkFile(results, context: context))
  }

  @Test func resultsComeBackOutOfAFile() throws {
    var results = [
      result("walk", limit: "limit", times: [10, 11]), result("limit", times: [10, 10]),
      BenchmarkResult(name: "twice", limit: "limit", summary: "on two threads", threads: 2),
      BenchmarkResult(name: "wrong", limit: nil, summary: "a failure"),
      BenchmarkResult(name: "counted", limit: nil, summary: "no times"),
    ]
    results[2].samples = [BenchmarkSample(iterations: 8, realTime: 1, cpuTime: 2, allocations: 3, round: 0)]
    results[3].failure = .mismatch("1 is not 2")
    results[4].trial = BenchmarkTrial(operations: 10, allocations: 1)
    results[4].counters = [
      ExactCounter(name: "walks", events: 4, operations: 1, unit: "walks", polarity: .lowerIsBetter, validFor: "this")
    ]
    let context = BenchmarkContext(
      preset: "ci", loadBefore: 0, stolenBefore: 0, wasInterrupted: true, additions: ["room": "2"])
    let json = try BenchmarkFile(results, context: context, baseline: "walk").json()
    let file = try JSONDecoder().decode(BenchmarkFile.self, from: Data(json.utf8))
    #expect(file.context == context)
    let read = file.results(process: 5)
    #expect(read.map(\.name) == results.map(\.name) && read.map(\.limit) == results.map(\.limit))
    #expect(read.map(\.threads) == [1, 1, 2, 1, 1])
    #expect(read.map { $0.samples.map(\.process) } == [[5, 5], [5, 5], [5], [], []])
    #expect(read[0].samples.map(\.cpuTime) == [10, 11] && read[2].samples[0].allocations == 3)
    #expect(read[3].failure == .mismatch("1 is not 2") && read[4].trial == results[4].trial)
    #expect(read[4].counters == results[4].counters)
    #expect(json.contains("\"limit\":\"limit/threads:2\"") && json.contains("\"ratio_to_baseline\":0.95"))
  }

  @Test func ratiosStayWithinAProcess() {
    var results = [result("walk", limit: "limit", times: [10]), result("limit", times: [10])]
    for (place, time) in [(0, 30.0), (1, 10.0)] {
      var other = result(results[place].name, limit: results[place].limit, times: [time])
      other.samples[0].process = 1
      results[place].add(other)
    }
    // 1 in the first process, 3 in the second.
    #expect(BenchmarkTable.ratio(results[0], to: "limit", in: results) == 2)
  }

  @Test func anAdditionMayNotHaveANameThatTheContextHas() {
    #expect(BenchmarkContext.reservedNames.isSuperset(of: ["date", "schema", "interrupted", "git_revision"]))
  }
}
