import Foundation
import Regression
import Testing

/// The gate on stored runs of which is known whether they differ.
@Suite struct StoredRunsTests {
  private let runs = StoredRuns.recorded
  private let windows = 200

  private func findings(_ truth: WindowSource.Truth, seed: Int) throws -> [Finding] {
    var source = WindowSource(truth, seed: UInt64(seed))
    return try PairGate(PairRules()).run(runs.names, on: &source).findings
  }

  @Test func thereAreEnough() {
    #expect(runs.names.count == 117)
    #expect(runs.plain.count == 140 && runs.slower.count == 140)
    #expect(runs.plain.allSatisfy { $0.count == 117 && $0.values.allSatisfy { $0 > 0 } })
  }

  @Test func theSameProgramNeverChanges() throws {
    var changed: [String] = []
    for window in 0..<windows {
      let found = try findings(.same(window % 2 == 0 ? runs.plain : runs.slower), seed: window)
      changed += found.filter { $0.verdict == .regressed || $0.verdict == .improved }.map(\.benchmark)
    }
    #expect(changed == [])
  }

  @Test func fivePercentAreFound() throws {
    var found = Dictionary(uniqueKeysWithValues: runs.names.map { ($0, 0) })
    for window in 0..<windows {
      for finding in try findings(.different(base: runs.plain, head: runs.slower), seed: window) {
        #expect(finding.verdict != .improved)
        if finding.verdict == .regressed { found[finding.benchmark, default: 0] += 1 }
      }
    }
    for (name, count) in found {
      #expect(Double(count) / Double(windows) >= 0.95, "\(name)")
    }
  }

  /// Counters need no windows: one event more is a regression of every benchmark, every time.
  @Test func aChangedCounterIsAlwaysFound() {
    func run(_ counter: ExactCounter) -> MeasuredRun {
      let benchmarks = runs.names.map { name in
        var benchmark = MeasuredBenchmark(name)
        benchmark.processes = [ProcessTimes([runs.plain[0][name] ?? .nan])]
        benchmark.counters = [counter]
        return benchmark
      }
      return MeasuredRun(label: "run", facts: RunFacts(source: .bench), benchmarks: benchmarks)
    }
    let counter = ExactCounter(
      name: "references", events: 4_000_000, operations: 1_000_000, unit: "reads", polarity: .lowerIsBetter)
    let found = ExactComparison.findings(base: run(counter), head: run(counter.worsened))
    #expect(found.filter { $0.verdict == .regressed }.map(\.benchmark) == runs.names)
    #expect(ExactComparison.findings(base: run(counter), head: run(counter)).allSatisfy { $0.verdict == .unchanged })
  }
}
