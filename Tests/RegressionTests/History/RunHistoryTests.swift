import Regression
import Testing

/// Runs over time.
@Suite struct RunHistoryTests {
  @Test func runsOfARevisionAreOneEntryAndTheOldestComesFirst() {
    let history = RunHistory([
      SampleRun.of("bbb", day: 12), SampleRun.of("aaa", day: 11), SampleRun.of("bbb", day: 10, time: 8),
      SampleRun.of(nil, day: 13), SampleRun.of(nil, day: 14),
    ])
    #expect(history.entries.map(\.label) == ["bbb", "aaa", "2026-11-13T08:07:48Z", "2026-11-14T08:07:48Z"])
    #expect(history.entries.map(\.fileCount) == [2, 1, 1, 1])
    #expect(history.entries[0].run.benchmarks[0].processes.map(\.least) == [8, 10])
    #expect(history.entries[0].run.benchmarks.count == 6)
  }

  @Test func changedCodeOfOneRevisionIsAnotherEntry() {
    var dirty = SampleRun.of("aaa", day: 12)
    dirty.facts.codeHash = "other"
    #expect(RunHistory([SampleRun.of("aaa", day: 11), dirty]).entries.count == 2)
  }

  @Test func datesOfGoogleBenchmarkSortAmongOurs() {
    var plain = SampleRun.of("ccc", day: 12)
    plain.facts.date = "2026-11-12 07:00:00"
    #expect(RunHistory([SampleRun.of("aaa", day: 12), plain]).entries.map(\.label) == ["ccc", "aaa"])
  }

  @Test func seriesFollowABenchmark() throws {
    let history = RunHistory([
      SampleRun.of("a", day: 10), SampleRun.of("b", day: 11, references: 5), SampleRun.of("c", day: 12, time: 12),
    ])
    let series = try #require(history.series.first { $0.name == "walk/x86-long4/hot" })
    #expect(series.times == [10, 10, 12])
    #expect(series.noise.allSatisfy { abs(($0 ?? 0) - 0.005) < 1e-12 })
    #expect(series.timeChanges.map(\.index) == [2])
    #expect(series.counterChanges.map(\.counter) == ["references", "references"])
    #expect(series.counterChanges.map(\.change.isWorse) == [true, false])
  }

  @Test func timesOfOtherMachinesAreLeftOutAndCountersAreNot() throws {
    let other = HostFingerprint(hostName: "big", processor: "Xeon", processorCount: 64)
    let history = RunHistory([
      SampleRun.of("a", day: 10, time: 3, references: 5, on: other), SampleRun.of("b", day: 11),
    ])
    let series = try #require(history.series.first)
    #expect(series.times == [nil, 10])
    #expect(series.counterChanges.map(\.change.index) == [1])
  }

  @Test func whatTheNewestRunDoesNotHaveComesLast() {
    var old = SampleRun.of("a", day: 10)
    old.benchmarks.insert(SampleRun.benchmark("gone", [1]), at: 0)
    let names = RunHistory([old, SampleRun.of("b", day: 11)]).series.map(\.name)
    #expect(names.first == "walk/x86-long4/hot")
    #expect(names.last == "gone")
  }
}
