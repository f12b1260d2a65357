import Benchmarks
import Testing

@Suite struct BenchmarkSuiteTests {
  @Test func namesAreUniqueAndEveryLimitIsThere() {
    let all = BenchmarkSuite.all()
    let names = Set(all.map(\.name))
    #expect(names.count == all.count)
    for benchmark in all { #expect(benchmark.limit.map(names.contains) ?? true, "\(benchmark.name)") }
  }

  @Test func everyBenchmarkOfTheCoreHasALimit() {
    for benchmark in BenchmarkSuite.all() where !benchmark.name.hasPrefix("limit/") {
      #expect(benchmark.limit != nil, "\(benchmark.name)")
    }
  }

  /// Every configuration agrees with the reference and runs, in the order in which the suite shares its fixtures.
  @Test func everyBenchmarkIsCheckedAndRuns() throws {
    for benchmark in BenchmarkSuite.all() {
      let prepared = try benchmark.prepare()
      prepared.run(1)
      prepared.run(prepared.trialCount)
    }
  }

  /// Tables and books in a second-level cache; not memory, not the last-level cache, and no limits.
  @Test func residentBenchmarksAreThoseWithSmallTables() {
    let names = Set(BenchmarkSuite.all().filter(\.isResident).map(\.name))
    let resident = ["shim/empty", "walk/x86-long4/l2/4k", "shadow/lookup/1000-pages/unsync/x86-long4"]
    let others = [
      "walk/x86-long4/llc/4k", "walk-batch/x86-long4/dram", "shadow/lookup/10000-pages/unsync/x86-long4",
      "profile/throughput/zipf/tlbs", "limit/tlb-probe",
    ]
    #expect(names.isSuperset(of: resident) && names.isDisjoint(with: others), "\(names.sorted())")
    #expect(Set(BenchmarkSuite.all().map(\.name)).isSuperset(of: resident + others))
  }

  @Test func aSelectionBringsItsLimits() {
    let selection = BenchmarkSuite.selection { $0.name == "walk/x86-long4/hot/4k" }
    #expect(selection.map(\.name) == ["walk/x86-long4/hot/4k", "limit/walk-x86-long4/hot/4k"])
  }

  @Test(arguments: [1, 2, 3, 64, 1000])
  func aRandomCycleVisitsEverythingBeforeItRepeats(_ count: Int) {
    let successors = RandomCycle.successors(count: count, seed: 9)
    var visited = Set<UInt32>()
    var place: UInt32 = 0
    while visited.insert(place).inserted { place = successors[Int(place)] }
    #expect(visited.count == count)
    #expect(place == 0)
  }
}
