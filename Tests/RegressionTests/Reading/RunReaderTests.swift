import Foundation
import Regression
import Testing

/// What result files say.
@Suite struct RunReaderTests {
  private func read(_ text: String, _ counters: [CounterChoice] = []) throws(RunFailure) -> MeasuredRun {
    try RunReader.read(Array(text.utf8), path: "r.json", counters: counters)
  }

  private static var repository: URL {
    URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }

  @Test func readsTheUserGuidesExample() throws {
    let run = try read(GoogleBenchmarkSamples.userGuide)
    #expect(run.facts == RunFacts(source: .googleBenchmark, date: "2015/03/17-18:40:25"))
    #expect(run.benchmarks.map(\.name) == ["BM_SetInsert/1024/1", "BM_SetInsert/1024/8"])
    #expect(run.benchmarks[0].processes == [ProcessTimes([29836])])
    #expect(run.benchmarks.allSatisfy { $0.counters.isEmpty && $0.allocations == nil && $0.threads == 1 })
  }

  @Test func leavesAggregatesOutAndKeepsErrors() throws {
    let run = try read(GoogleBenchmarkSamples.version15)
    #expect(run.facts.host == HostFingerprint(hostName: "buildbox", processor: "", processorCount: 8))
    #expect(run.benchmarks.map(\.name) == ["BM_copy/64", "BM_broken"])
    #expect(run.benchmarks[0].processes == [ProcessTimes([11_500, 11_250])])
    #expect(run.benchmarks[1].failure == "no device" && run.benchmarks[1].processes.isEmpty)
  }

  @Test func aCounterIsExactIfTheUserSaysSo() throws {
    let run = try read(GoogleBenchmarkSamples.version15, [CounterChoice("branches", .lowerIsBetter)])
    #expect(
      run.benchmarks[0].counters == [
        ExactCounter(name: "branches", events: 1, operations: 3, unit: "", polarity: .lowerIsBetter)
      ])
    #expect(throws: RunFailure(.badData, "r.json", at: "benchmarks[0].share", "NaN is no finite number")) {
      try read(GoogleBenchmarkSamples.version15, [CounterChoice("share", .lowerIsBetter)])
    }
  }

  @Test func readsThreadsUnitsAndTimesThatBenchmarksTakeThemselves() throws {
    let run = try read(GoogleBenchmarkSamples.version17, [CounterChoice("allocs_per_iter", .lowerIsBetter)])
    #expect(run.benchmarks.map(\.name) == ["BM_map/threads:4", "BM_gpu/manual_time"])
    #expect(run.benchmarks.map(\.threads) == [4, 1])
    #expect(run.benchmarks[0].processes == [ProcessTimes([1e6])])
    #expect(run.benchmarks[1].processes == [ProcessTimes([2e9])])
    // Allocations of somebody else's program are none of our business, unless its user says so.
    #expect(run.benchmarks[0].allocations == nil && run.benchmarks[0].counters.map(\.events) == [2])
  }

  @Test func tellsWhatWasSkippedFromWhatFailed() throws {
    let run = try read(GoogleBenchmarkSamples.version19)
    #expect(run.benchmarks[1].skipReason == "no GPU here" && run.benchmarks[1].failure == nil)
    #expect(run.benchmarks[1].processes.isEmpty)
  }

  @Test func readsTheRecordedRun() throws {
    let run = try RunReader.read(Self.repository.appendingPathComponent("results/bench.json").path)
    #expect(run.facts.source == .bench && run.facts.swiftVersion != nil && run.facts.codeHash != nil)
    let benchmark = try #require(run.benchmarks.first { $0.name == "tlb/hit/direct-mapped-1024" })
    #expect(benchmark.processes.allSatisfy { $0.samples.count > 1 } && benchmark.limit == "limit/tlb-probe")
    #expect(benchmark.allocations == 0 && benchmark.counters.contains { $0.name == "hits" && $0.operations == 1024 })
    #expect(benchmark.summary == "one lookup, its address from the last")
  }

  /// `bench --preset exact` writes rows without times.
  @Test func whatWasNotTimedHasItsCountersAndAllocations() throws {
    let counter = #"{"name": "walks", "events": 4, "operations": 1, "unit": "w", "polarity": "lower-is-better"}"#
    let row = #"{"name": "a", "iterations": 10, "allocations": 3, "counters": [\#(counter)]}"#
    let context = #"{"schema": "mmubench.bench", "schema_version": 1}"#
    let run = try read(#"{"context": \#(context), "benchmarks": [\#(row)]}"#)
    #expect(run.benchmarks[0].processes.isEmpty && run.benchmarks[0].failure == nil)
    #expect(run.benchmarks[0].allocations == 3 && run.benchmarks[0].counters.map(\.events) == [4])
    // One time without the other is damage.
    let damaged = row.replacingOccurrences(of: #""iterations""#, with: #""real_time": 1, "iterations""#)
    #expect(throws: RunFailure(.badData, "r.json", at: "benchmarks[0]", "'cpu_time' is missing")) {
      try read(#"{"context": \#(context), "benchmarks": [\#(damaged)]}"#)
    }
  }

  @Test func aProfileIsABenchmarkOfCounters() throws {
    let path = Self.repository.appendingPathComponent("results/profile.json").path
    let run = try RunReader.read(path)
    #expect(run.facts.source == .profile && run.benchmarks.count == 1)
    let profile = run.benchmarks[0]
    #expect(profile.name.hasPrefix("profile/ls -l /usr/bin/") && profile.digest?.count == 16)
    #expect(profile.processes.isEmpty && profile.failure == nil)
    let names = ["level1Misses", "misses", "fetches.misses", "loads.misses", "stores.misses", "walks", "references"]
    #expect(Set(names).isSubset(of: profile.counters.map(\.name)))
    #expect(profile.counters.allSatisfy { $0.polarity == .lowerIsBetter && $0.isExact })

    // The same profile in a list, on larger pages.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let large = text.replacingOccurrences(of: "\"pageSize\" : \"4K\"", with: "\"pageSize\" : \"2M\"")
    let list = try read("{\"schema\": \"mmubench.profiles\", \"version\": 1, \"profiles\": [\(text), \(large)]}")
    #expect(list.benchmarks.map(\.name) == [profile.name, profile.name + "/2M"])
    #expect(list.benchmarks[0] == profile)
  }

  @Test func aWorkloadsParametersAreInAProfilesName() throws {
    let text = try String(
      contentsOf: Self.repository.appendingPathComponent("results/profile.json"), encoding: .utf8)
    let parameters = text.replacingOccurrences(
      of: #""parameters" : \{\s*\}"#, with: #""parameters" : {"seed": 1, "footprint": 1024}"#,
      options: .regularExpression)
    #expect(try read(parameters).benchmarks[0].name.contains(" footprint=1024 seed=1/"))
  }

  private static let row = """
    "name": "walk", "run_type": "iteration", "cpu_time": 2.5, "time_unit": "ns", "summary": "one walk"
    """

  private func ours(_ rows: String..., context: String = "") -> String {
    """
    {"context": {"schema": "mmubench.bench", "schema_version": 1\(context)},
     "benchmarks": [\(rows.map { "{\($0)}" }.joined(separator: ",\n"))]}
    """
  }

  @Test func oursNeedNotHaveWhatCameLater() throws {
    let run = try read(ours(Self.row))
    #expect(run.facts == RunFacts(source: .bench))
    #expect(run.benchmarks[0].processes == [ProcessTimes([2.5])] && run.benchmarks[0].threads == 1)
  }

  @Test func rowsOfSeveralProcessesAreSeveralProcesses() throws {
    let run = try read(
      ours(
        Self.row + #", "process": 0, "repetition_index": 0, "allocations": 1"#,
        Self.row + #", "process": 1, "repetition_index": 0, "allocations": 2"#,
        Self.row + #", "process": 0, "repetition_index": 1"#, context: #", "interrupted": true"#))
    #expect(run.benchmarks[0].processes == [ProcessTimes([2.5, 2.5]), ProcessTimes([2.5])])
    #expect(run.benchmarks[0].allocations == 3 && run.facts.isInterrupted)
  }

  @Test func oursMayHaveBeenCountedOnly() throws {
    let run = try read(ours(#""name": "walk", "run_type": "iteration", "allocations": 0, "summary": "one walk""#))
    #expect(run.benchmarks[0].processes.isEmpty && run.benchmarks[0].allocations == 0)
    #expect(run.benchmarks[0].failure == nil)
  }

  @Test func readsWhatACountIsValidFor() throws {
    let counter = """
      {"name": "instructions", "events": 18446744073709551615, "operations": 3, "unit": "instructions",
       "polarity": "lower-is-better", "isExact": true, "validFor": "swift 6.3"}
      """
    let inexact = counter.replacingOccurrences(of: "true", with: "false").replacingOccurrences(of: "inst", with: "x")
    let run = try read(ours(Self.row + ", \"counters\": [\(counter), \(inexact)]"))
    #expect(
      run.benchmarks[0].counters == [
        ExactCounter(
          name: "instructions", events: .max, operations: 3, unit: "instructions", polarity: .lowerIsBetter,
          validFor: "swift 6.3")
      ])
  }

  @Test func aFolderIsTheProcessesOfItsFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: RunFailure(.noInput, folder.path, "the folder has no .json file")) {
      try RunReader.read(folder.path)
    }
    for (name, text) in [
      ("a.json", GoogleBenchmarkSamples.version17), ("b.json", GoogleBenchmarkSamples.version19),
      ("c.json", ours(Self.row)), ("notes.txt", "no JSON"), (".hidden.json", "no JSON"),
    ] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let run = try RunReader.read(folder.path)
    #expect(run.benchmarks.map(\.name) == ["BM_map/threads:4", "BM_gpu/manual_time", "walk"])
    #expect(run.benchmarks[0].processes == [ProcessTimes([1e6]), ProcessTimes([9e5])])
    // Skipped in one process, and timed in the other.
    #expect(run.benchmarks[1].processes.count == 1 && run.benchmarks[1].skipReason != nil)
    #expect(run.facts.source == .mixed && run.facts.host == nil && run.label == folder.path)

    // A profile says nothing of the machine; a file of times without a machine does.
    try FileManager.default.removeItem(at: folder.appendingPathComponent("c.json"))
    try FileManager.default.copyItem(
      at: Self.repository.appendingPathComponent("results/profile.json"), to: folder.appendingPathComponent("c.json"))
    let host = HostFingerprint(hostName: "vm", processor: "", processorCount: 2)
    #expect(try RunReader.read(folder.path).facts.host == host)

    #expect {
      try RunReader.read(folder.path, counters: [CounterChoice("faults", .lowerIsBetter)])
    } throws: { error in
      "\(error)".hasPrefix("\(folder.path)/b.json: benchmarks[0]: the counter 'faults' of 'BM_map/threads:4' is not")
    }
  }
}
