import Foundation
import Regression
import Testing

/// How pairs of processes are judged.
@Suite struct PairGateTests {
  private let rules = PairRules(pairs: 10, maxPairs: 20, margin: 0.03)

  private func outcome(
    _ source: ScriptedSource, floors: [String: Double] = [:]
  ) throws -> (finding: Finding, pairs: Int) {
    var source = source
    let outcome = try PairGate(rules, floors: floors).run(["a"], on: &source)
    return (try #require(outcome.findings.first), outcome.pairs)
  }

  @Test func looksComeAtFixedCounts() {
    #expect(rules.looks == [10, 15, 20])
    #expect(PairRules(pairs: 10, maxPairs: 10).looks == [10])
    #expect(PairRules(pairs: 10, maxPairs: 80).looks == [10, 15, 20, 40, 80])
    #expect(PairRules(pairs: 10, maxPairs: 50).looks == [10, 15, 20, 40, 50])
    #expect(PairRules(pairs: 7, maxPairs: 12).looks == [7, 10, 12])
  }

  @Test func aSlowerHeadIsConfirmedByFreshPairs() throws {
    let (finding, pairs) = try outcome(.shifted(head: { _ in 0.05 }))
    #expect(finding.verdict == .regressed && finding.evidence == .time && !finding.isAdvisory)
    #expect(pairs == 20 && finding.pairs == 10)
    #expect(abs(try #require(finding.change) - 0.05) < 0.002)
    #expect(try #require(finding.interval).contains(0.05))
    #expect(finding.base == 100 && finding.unit == "ns")
    #expect(abs(try #require(finding.head) - 105) < 0.2)
  }

  @Test func aFasterHeadMustBeConfirmedToo() throws {
    #expect(try outcome(.shifted(head: { _ in -0.05 })).finding.verdict == .improved)
    let passing = try outcome(.shifted(head: { $0 < 10 ? -0.05 : 0 })).finding
    #expect(passing.verdict == .unchanged && passing.note.contains("fresh ones do not"))
  }

  @Test func whatFreshPairsDoNotConfirmIsNoRegression() throws {
    let gone = try outcome(.shifted(head: { $0 < 10 ? 0.05 : 0 }))
    #expect(gone.finding.verdict == .unchanged && gone.pairs == 20)
    #expect(abs(try #require(gone.finding.change)) < 0.002)
    let opposite = try outcome(.shifted(head: { $0 < 10 ? 0.05 : -0.05 })).finding
    #expect(opposite.verdict == .inconclusive && opposite.note.contains("opposite"))
    let noisy = try outcome(.shifted(head: { $0 < 10 ? 0.05 : $0 % 2 == 0 ? 0.2 : -0.2 }))
    #expect(noisy.finding.verdict == .inconclusive && noisy.finding.note.contains("cannot tell") && noisy.pairs == 30)
  }

  @Test func theSameCodeIsUnchangedAtTheFirstLook() throws {
    let (finding, pairs) = try outcome(.shifted())
    #expect(finding.verdict == .unchanged && pairs == 10 && finding.pairs == 10)
    #expect(abs(try #require(finding.detectable) - 0.03) < 1e-9)
  }

  @Test func aSmallChangeIsUnchanged() throws {
    // Its interval reaches beyond the margin, and its median does not.
    let (finding, pairs) = try outcome(.shifted(head: { $0 % 3 == 0 ? 0.04 : 0.015 }))
    #expect(finding.verdict == .unchanged && pairs == 20)
    #expect(finding.note.contains("smaller one than 3.0 %"))
  }

  @Test func noiseIsInconclusiveAndSaysWhatItCouldHaveSeen() throws {
    let (finding, pairs) = try outcome(.shifted(head: { $0 % 2 == 0 ? 0.1 : -0.1 }))
    #expect(finding.verdict == .inconclusive && pairs == 20 && finding.pairs == 20)
    #expect(try #require(finding.detectable) > 0.09)
    #expect(finding.note == "too noisy for 20 pairs, which cannot exclude -10.1 %")
  }

  @Test func aControlThatMovesAccusesTheHost() throws {
    let early = try outcome(.shifted(head: { _ in 0.05 }, control: { _ in 0.05 }))
    #expect(early.finding.verdict == .inconclusive && early.pairs == 10)
    #expect(early.finding.note.contains("the host, not the code"))
    let late = try outcome(.shifted(head: { _ in 0.05 }, control: { $0 < 10 ? 0 : -0.05 }))
    #expect(late.finding.verdict == .inconclusive && late.pairs == 20)
    #expect(late.finding.note.contains("-5.0 %"))
    let slightly = try outcome(.shifted(head: { _ in 0.05 }, control: { _ in 0.01 }))
    #expect(slightly.finding.verdict == .regressed)
  }

  @Test func aFloorAboveTheMarginReplacesIt() throws {
    #expect(try outcome(.shifted(head: { _ in 0.05 }), floors: ["a": 0.06]).finding.verdict == .unchanged)
    #expect(try outcome(.shifted(head: { _ in 0.05 }), floors: ["a": 0.01]).finding.verdict == .regressed)
    #expect(try outcome(.shifted(head: { _ in 0.05 }), floors: ["b": 0.06]).finding.verdict == .regressed)
  }

  @Test func theDecidedLeaveAndOrdersAlternate() throws {
    var source = ScriptedSource { arm, name, pair in
      arm != .head ? 100 : name == "changed" ? 105 : name == "noisy" ? (pair % 2 == 0 ? 110 : 90) : 100
    }
    var seen: [PairProgress] = []
    let outcome = try PairGate(rules).run(["same", "noisy", "changed"], on: &source, onPair: { seen.append($0) })
    #expect(outcome.findings.map(\.benchmark) == ["same", "noisy", "changed"])
    #expect(outcome.findings.map(\.verdict) == [.unchanged, .inconclusive, .regressed])
    #expect(source.runs[29].names == ["same", "noisy", "changed"])
    #expect(source.runs[30].names == ["noisy", "changed"])
    // The candidate's fresh pairs ride on the pairs of what is still undecided.
    #expect(source.runs[59].names == ["noisy", "changed"] && source.runs.count == 60)
    #expect(source.runs[0..<6].map(\.arm) == [.base, .head, .control, .control, .head, .base])
    #expect(seen.map(\.hasLooked).enumerated().filter(\.element).map(\.offset) == [9, 19])
    #expect(seen[9].undecided == 2 && seen[9].candidates == 1 && seen[9].runsToLook == 3 * (5 + 10))
  }

  @Test func ordersAreBalanced() {
    for place in 0..<3 {
      for arm in Arm.allCases { #expect((0..<6).count { Arm.order(ofPair: $0)[place] == arm } == 2) }
    }
    for pair in stride(from: 0, to: 6, by: 2) {
      #expect(Arm.order(ofPair: pair) == Arm.order(ofPair: pair + 1).reversed())
    }
  }

  @Test func theSameInstructionsMakeARegressionAdvisory() throws {
    var asked: [[String]] = []
    func outcome(_ same: Set<String>) throws -> [Finding] {
      var source = ScriptedSource { arm, name, _ in arm == .head && name != "same" ? 105 : 100 }
      return try PairGate(rules).run(
        ["a", "same", "b"], on: &source,
        sameInstructions: { names in
          asked.append(names)
          return same
        }
      ).findings
    }
    let findings = try outcome(["a"])
    #expect(asked == [["a", "b"]])
    #expect(findings.map(\.isAdvisory) == [true, false, false])
    #expect(findings[0].verdict == .regressed && findings[0].note.contains("same number of instructions"))
    #expect(try outcome([]).map(\.isAdvisory) == [false, false, false])
  }

  @Test func nobodyCountsInstructionsOfWhatDidNotRegress() throws {
    var source = ScriptedSource.shifted(head: { _ in -0.05 })
    _ = try PairGate(rules).run(
      ["a"], on: &source,
      sameInstructions: { _ in
        Issue.record("asked")
        return []
      })
  }

  @Test func anInterruptKeepsWhatThereIs() throws {
    var source = ScriptedSource(interruption: 3 * 12 + 1) { arm, name, pair in
      arm == .head && name == "noisy" ? (pair % 2 == 0 ? 110 : 90) : 100
    }
    let outcome = try PairGate(rules).run(["same", "noisy"], on: &source)
    #expect(outcome.isInterrupted && outcome.pairs == 12)
    #expect(outcome.findings.map(\.verdict) == [.unchanged, .inconclusive])
    #expect(outcome.findings[1].note == "interrupted after 12 pairs" && outcome.findings[1].interval != nil)
    var early = ScriptedSource(interruption: 4) { _, _, _ in 100 }
    let first = try PairGate(rules).run(["same"], on: &early).findings[0]
    #expect(first.verdict == .inconclusive && first.interval == nil && first.change == nil && first.pairs == 1)
  }

  @Test(arguments: [nil, 0, -1, Double.nan, .infinity]) func whatIsNoTimeIsSaid(time: Double?) throws {
    var source = ScriptedSource { arm, _, pair in arm == .head && pair == 3 ? time : 100 }
    let outcome = try PairGate(rules).run(["a"], on: &source)
    #expect(outcome.pairs == 4)
    #expect(outcome.findings[0].verdict == .inconclusive)
    #expect(outcome.findings[0].note == "a process reported no CPU time for it")
  }

  @Test func otherFailuresEndTheComparison() {
    struct Crash: Error {}
    struct CrashingSource: ProcessSource {
      mutating func run(_ arm: Arm, _ names: [String]) throws -> [String: Double] { throw Crash() }
    }
    var source = CrashingSource()
    #expect(throws: Crash.self) { try PairGate(rules).run(["a"], on: &source) }
  }
}
