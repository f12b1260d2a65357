import Foundation
import Regression
import Testing

/// Runs in the formats of other tools, beside samples from their documentation.
@Suite struct RunExportTests {
  private var run: MeasuredRun {
    let facts = RunFacts(
      source: .bench, date: "2026-11-24T08:07:48Z", gitRevision: "188f203ab482", codeHash: "f76d",
      host: HostFingerprint(hostName: "vm", processor: "AMD EPYC", processorCount: 2))
    var hit = MeasuredBenchmark("tlb/hit/direct-mapped-1024", limit: "limit/probe")
    hit.processes = [ProcessTimes([2.5, 2.0, 3.0])]
    hit.counters = [
      ExactCounter(name: "hits", events: 10, operations: 10, unit: "hits", polarity: .higherIsBetter),
      ExactCounter(name: "references", events: 40, operations: 10, unit: "entries read", polarity: .lowerIsBetter),
    ]
    var probe = MeasuredBenchmark("limit/probe", threads: 4)
    probe.processes = [ProcessTimes([1.5, 1.25]), ProcessTimes([1.0, 4.0])]
    var broken = MeasuredBenchmark("broken")
    broken.processes = [ProcessTimes([9])]
    broken.failure = "it is wrong"
    var profile = MeasuredBenchmark("profile/zipf skylake")
    profile.counters = [ExactCounter(name: "walks", events: 7, operations: 2, unit: "walks", polarity: .lowerIsBetter)]
    let empty = MeasuredBenchmark("empty")
    var strange = MeasuredBenchmark("strange")
    strange.processes = [ProcessTimes([.nan])]
    return MeasuredRun(label: "r.json", facts: facts, benchmarks: [hit, probe, broken, profile, empty, strange])
  }

  private func export(_ format: ExportFormat) throws -> String { try RunExport.render(run, as: format) }

  private func object<Value>(_ text: String, as type: Value.Type) throws -> Value {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? Value)
  }

  // MARK: github-action-benchmark

  /// The sample of github-action-benchmark's README, "Custom benchmarks".
  private let customSample = """
    [
        {
            "name": "My Custom Smaller Is Better Benchmark - CPU Load",
            "unit": "Percent",
            "value": 50
        },
        {
            "name": "My Custom Smaller Is Better Benchmark - Memory Used",
            "unit": "Megabytes",
            "value": 100,
            "range": "3",
            "extra": "Value for Tooltip: 25\\nOptional Num #2: 100\\nAnything Else!"
        }
    ]
    """

  /// What its `extractCustomBenchmarkResult` takes: objects with a name, a unit and a number, and two optional texts.
  private func customEntries(_ text: String) throws -> [[String: Any]] {
    let entries = try object(text, as: [[String: Any]].self)
    for entry in entries {
      #expect(Set(entry.keys).isSubset(of: ["name", "unit", "value", "range", "extra"]))
      #expect(entry["name"] is String && entry["unit"] is String && entry["value"] is NSNumber)
      #expect(entry["range"] == nil || entry["range"] is String)
      #expect(entry["extra"] == nil || entry["extra"] is String)
    }
    return entries
  }

  @Test func smallerIsBetterForGitHubActionBenchmark() throws {
    #expect(try customEntries(customSample).count == 2)
    let entries = try customEntries(export(.gha))
    #expect(
      entries.compactMap { $0["name"] as? String } == [
        "tlb/hit/direct-mapped-1024", "tlb/hit/direct-mapped-1024: references", "limit/probe/threads:4",
        "profile/zipf skylake: walks",
      ])
    #expect(entries.compactMap { $0["value"] as? Double } == [2, 4, 1, 3.5])
    #expect(entries.compactMap { $0["unit"] as? String } == ["ns/op", "references/op", "ns/op", "walks/op"])
    #expect(entries[0]["range"] as? String == "± 0.5")
    #expect(entries[0]["extra"] as? String == "processes: 1\nrepetitions: 3\nhits: 1/op")
    #expect(entries[2]["extra"] as? String == "processes: 2\nrepetitions: 4\nthreads: 4")
  }

  /// Two benchmarks of github-action-benchmark's test/data/extract/googlecpp_output.json.
  private let googleSample = """
    {"context": {"date": "2019-11-29 21:21:35", "host_name": "Corgi.local", "executable": "./bench", "num_cpus": 4,
      "mhz_per_cpu": 2700, "cpu_scaling_enabled": false, "caches": [], "load_avg": [1.8, 2.0, 2.1],
      "library_build_type": "debug"},
     "benchmarks": [
      {"name": "fib_10", "run_name": "fib_10", "run_type": "iteration", "repetitions": 0, "repetition_index": 0,
       "threads": 1, "iterations": 3070566, "real_time": 213.65507206163295, "cpu_time": 213.64980114547953,
       "time_unit": "ns"},
      {"name": "fib_20", "run_name": "fib_20", "run_type": "iteration", "repetitions": 0, "repetition_index": 0,
       "threads": 1, "iterations": 23968, "real_time": 27364.90320427236, "cpu_time": 27455.600415007055,
       "time_unit": "ns"}]}
    """

  /// What its `extractGoogleCppResult` makes of a file: every row is a benchmark, whatever kind of row it is.
  private func googleRows(_ text: String) throws -> [(name: String, value: Double, unit: String, extra: String)] {
    let file = try object(text, as: [String: Any].self)
    // Bencher's adapter asks for the caches, too.
    #expect((file["context"] as? [String: Any])?["caches"] is [Any])
    return try #require(file["benchmarks"] as? [[String: Any]]).map { row in
      let time = try #require(row["real_time"] as? Double)
      let unit = try #require(row["time_unit"] as? String)
      let extra = try """
      iterations: \(#require(row["iterations"] as? Int))
      cpu: \(#require(row["cpu_time"] as? Double)) \(unit)
      threads: \(#require(row["threads"] as? Int))
      """
      return (try #require(row["name"] as? String), time, unit + "/iter", extra)
    }
  }

  @Test func oneRowABenchmarkForReadersOfGoogleBenchmark() throws {
    #expect(try googleRows(googleSample).map { Int($0.value) } == [213, 27364])
    let text = try export(.gbench)
    let rows = try googleRows(text)
    #expect(rows.map(\.name) == ["tlb/hit/direct-mapped-1024", "limit/probe/threads:4"])
    #expect(rows.map(\.value) == [2, 1])
    #expect(rows[1].unit == "ns/iter")
    #expect(rows[1].extra == "iterations: 4\ncpu: 1.0 ns\nthreads: 4")
    let row = try object(text, as: [String: Any].self)["benchmarks"].map { try #require($0 as? [[String: Any]])[0] }
    #expect(row?["references"] as? Double == 4)
    #expect(row?["run_type"] as? String == "iteration")
  }

  // MARK: Bencher

  /// The sample of bencher.dev, "Bencher Metric Format (BMF)".
  private let bencherSample = """
    {"benchmark_name": {"latency": {"value": 88.0, "lower_value": 87.42, "upper_value": 88.88},
      "throughput": {"value": 5.55, "lower_value": 3.14, "upper_value": 6.30}},
     "/bin/sh -c ./my_build_script.sh": {"build-time": {"value": 87.0}}, "my_binary": {"file-size": {"value": 42.0}}}
    """

  /// The schema that stands beside it, with a measure's keys as slugs.
  private func measures(_ text: String) throws -> [String: [String: [String: Double]]] {
    let all = try object(text, as: [String: [String: [String: Double]]].self)
    for (name, measures) in all {
      #expect(!name.isEmpty && name.count <= 1024)
      for (slug, metric) in measures {
        #expect(slug.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil && slug.count <= 64)
        #expect(metric["value"] != nil && Set(metric.keys).isSubset(of: ["value", "lower_value", "upper_value"]))
      }
    }
    return all
  }

  @Test func measuresForBencher() throws {
    #expect(try measures(bencherSample).count == 3)
    let all = try measures(export(.bmf))
    #expect(Set(all.keys) == ["tlb/hit/direct-mapped-1024", "limit/probe/threads:4", "profile/zipf skylake"])
    #expect(
      all["tlb/hit/direct-mapped-1024"] == [
        "latency": ["value": 2, "lower_value": 2, "upper_value": 3], "hits": ["value": 1], "references": ["value": 4],
      ])
    #expect(all["limit/probe/threads:4"]?["latency"]?["upper_value"] == 1.25)
    #expect(BencherExport.slug("L1-dcache_misses / op") == "l1-dcache-misses-op")
    #expect(BencherExport.slug("…") == "counter")
  }

  // MARK: benchstat

  /// A part of the sample of golang.org/design/14313-benchmark-format.
  private let goSample = """
    commit: 7cd9055
    cpu: Intel(R) Core(TM) i7-4980HQ CPU @ 2.80GHz

    BenchmarkDecode/text:digits/level:speed/size:1e4/gomaxprocs:8   \t     100\t    154125 ns/op\t  64.88 MB/s\t   40418 B/op\t       7 allocs/op
    PASS
    """

  /// What golang.org/x/perf/benchfmt makes of a file; a damaged line of a benchmark ends the test.
  private func goLines(_ text: String) throws -> (configuration: [String: String], results: [[String]]) {
    var configuration: [String: String] = [:]
    var results: [[String]] = []
    for line in text.split(separator: "\n") {
      let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if line.hasPrefix("Benchmark") {
        #expect(fields[0].wholeMatch(of: /Benchmark[A-Z_].*/) != nil)
        #expect(fields.count >= 4 && fields.count.isMultiple(of: 2) && Int(fields[1]) != nil)
        for index in stride(from: 2, to: fields.count, by: 2) {
          #expect(fields[index].wholeMatch(of: /[0-9.]+/) != nil && Double(fields[index]) != nil, "\(line)")
        }
        results.append(fields)
      } else if let match = line.wholeMatch(of: /([a-z][^\sA-Z]*):[ \t]+(.*)/) {
        configuration[String(match.1)] = String(match.2)
      }
    }
    return (configuration, results)
  }

  @Test func aLineASampleForBenchstat() throws {
    let sample = try goLines(goSample)
    #expect(sample.results.count == 1 && sample.configuration["commit"] == "7cd9055")
    let text = try export(.benchfmt)
    let (configuration, results) = try goLines(text)
    // Two runs whose configuration differs are not compared by benchstat.
    #expect(configuration == ["cpu": "AMD EPYC"])
    let hit = ["1", "ns/op", "1", "hits/op", "4", "references/op"]
    #expect(
      results == [2.5, 2, 3].map { time in
        let number = time == 2.5 ? "2.5" : "\(Int(time))"
        return ["BenchmarkTlb/hit/direct-mapped-1024-1", "1", number] + hit.dropFirst()
      } + [
        ["BenchmarkLimit/probe/threads:4-4", "1", "1.25", "ns/op"],
        ["BenchmarkLimit/probe/threads:4-4", "1", "1", "ns/op"],
        ["BenchmarkProfile/zipf_skylake-1", "1", "3.5", "walks/op"],
      ])
    #expect(text.contains("\nUnit references/op assume=exact better=lower\n"))
    #expect(text.contains("\nUnit hits/op assume=exact better=higher\n"))
    #expect(text.contains("# revision: 188f203ab482\n"))
  }

  @Test func namesForGoStayApart() {
    #expect(GoBenchmarkExport.name("walk/hot") == "BenchmarkWalk/hot")
    #expect(GoBenchmarkExport.name("BM_copy/64") == "BenchmarkBM_copy/64")
    #expect(GoBenchmarkExport.name("<int> \tx") == "BenchmarkX<int>__x")
    #expect(GoBenchmarkExport.number(1e-7) == "0.000000100000000")
    #expect(GoBenchmarkExport.number(12) == "12")
    var (upper, lower) = (MeasuredBenchmark("A"), MeasuredBenchmark("a"))
    upper.processes = [ProcessTimes([1])]
    lower.processes = [ProcessTimes([2])]
    let run = MeasuredRun(label: "", facts: RunFacts(source: .googleBenchmark), benchmarks: [upper, lower])
    #expect(
      (try? RunExport.render(run, as: .benchfmt)) == "BenchmarkA-1 1 1 ns/op\nBenchmarkA#01-1 1 2 ns/op\n")
  }

  // MARK: Tables

  @Test func tablesHaveEveryNumber() throws {
    let rows = try export(.csv).components(separatedBy: "\r\n")
    #expect(rows[0] == "benchmark,threads,metric,value,unit,lowest,highest,samples,limit")
    #expect(rows[1] == "tlb/hit/direct-mapped-1024,1,time,2.0,ns/op,2.0,3.0,3,limit/probe")
    #expect(rows[3] == "tlb/hit/direct-mapped-1024,1,references,4.0,entries read/op,,,,")
    #expect(rows.count == 7)
    let lines = try export(.md).split(separator: "\n")
    #expect(lines[2] == "| tlb/hit/direct-mapped-1024 | 2 | hits 1, references 4 |  |  |")
  }
}
