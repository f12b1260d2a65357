import Benchmarks
import Foundation
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
    #expect(BenchmarkTable.ratio(results[0], in: results) == 1.1)
    #expect(BenchmarkTable.ratio(results[1], in: results) == nil)
  }

  @Test func theFileHasGoogleBenchmarksShape() throws {
    let context = BenchmarkFile.Context(preset: "quick", loadBefore: 0, stolenBefore: 0, wasInterrupted: false)
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
}
