import Regression
import Testing

/// Comparisons as a terminal shows them.
@Suite struct ComparisonTextTests {
  private func text(_ comparison: Comparison, showsAll: Bool = false) -> String {
    ComparisonRendering.render(comparison, as: .text, showsAll: showsAll)
  }

  @Test func everyKindOfFindingIsShown() {
    let expected = """
      base  base.json (revision 188f203ab482, 2026-11-24T08:07:48Z, on vm)
      head  head.json (revision 188f203ab482, 2026-11-24T08:07:48Z, on vm)

      CPU time, ns/op     base        head   change          interval  pairs  verdict
      walk/hot         10 ± 1%  10.50 ± 2%   +5.00%  [+4.10%, +6.02%]     10  regressed
      walk/l2               20          18  -10.00%                           improved
      geomean of 4       33.64       33.76   +0.37%
      (1 unchanged, 1 inconclusive)

      instructions/op  base  head  change  verdict
      walk/l2            52    53  +1.92%  regressed (advisory)

      references/op (table entries read)  base  head   change  verdict
      walk/hot                               4     5  +25.00%  regressed

      no change: hits (1)

      failed:
        walk/bad: it read the wrong entry

      missing, new or renamed:
        walk/old: head does not have it

      not comparable:
        walk/llc: its limit is another one

      inconclusive:
        walk/dram, time: only a change of 12.30% or more would have been seen

      remarks:
        walk/l2, instructions: another compiler

      note: The control arm moved by 1 %.

      wrong: walk/bad allocated in timed code or failed; 1 improved, 1 inconclusive, 2 not comparable, \
      1 worse by advisory evidence.

      """
    #expect(text(SampleComparison.full) == expected)
  }

  @Test func everythingIsShownWhereItIsWanted() {
    let lines = text(SampleComparison.full, showsAll: true).split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("walk/llc ") && $0.contains("~") })
    #expect(lines.contains { $0.hasPrefix("walk/dram ") && $0.contains("?") })
    #expect(!lines.contains { $0.hasPrefix("no change") })
  }

  @Test func unchangedBenchmarksDoNotFloodTheTerminal() {
    let findings = (0..<300).map { Finding("b\($0)", .time, .unchanged, base: 1, head: 1, unit: "ns") }
    #expect(text(SampleComparison.of(findings)).split(separator: "\n").count == 6)
    #expect(text(SampleComparison.of(findings), showsAll: true).split(separator: "\n").count == 305)
    let lost = (0..<300).map { Finding("b\($0)", .presence, .notComparable) }
    #expect(text(SampleComparison.of(lost)).split(separator: "\n").count == 25)
  }

  /// python3 -c "import math; r=[1.05,0.9,1.2]; print(math.prod(r)**(1/3)-1, (10*20*30)**(1/3))"
  @Test func meansAreGeometric() throws {
    let findings = [(10, 10.5), (20, 18), (30, 36)].map {
      Finding("\($0.0)", .time, .unchanged, base: $0.0, head: $0.1)
    }
    let zero = Finding("zero", .time, .unchanged, base: 0, head: 1)
    let strange = Finding("other", .time, .notComparable, base: 1, head: 100)
    let section = try #require(
      ComparisonSection.sections(SampleComparison.of(findings + [zero, strange])).first)
    let mean = try #require(section.mean)
    #expect(mean.count == 3)
    #expect(abs(mean.change - 0.04280799346593489) < 1e-12)
    #expect(abs(mean.base - 18.171205928321395) < 1e-12)
  }

  @Test func valuesHaveAsManyDigitsAsTellThemApart() {
    let words = FindingWords(Finding("a", .counter("x"), .regressed, base: 1234567.25, head: 1234567.5))
    #expect(words.base == "1234567.25")
    #expect(words.head == "1234567.50")
    #expect(words.change == "+2e-05%")
    #expect(FindingWords(Finding("a", .counter("x"), .regressed, base: 0, head: 3)).change == "from 0")
    #expect(FindingWords(Finding("a", .time, .unchanged, base: 3.14159, head: 3.14159)).base == "3.142")
    #expect(FindingWords(Finding("a", .time, .regressed, base: .nan, head: .infinity)).head == "–")
  }

  @Test func verdictsAreSentences() {
    func line(_ findings: [Finding], _ change: (inout Comparison.Rules) -> Void = { _ in }) -> String {
      var rules = Comparison.Rules()
      change(&rules)
      return ComparisonRendering.verdictLine(SampleComparison.of(findings, rules))
    }
    #expect(line([]) == "fine: there was nothing to compare.")
    #expect(line([Finding("a", .time, .unchanged)]) == "fine: nothing became worse; 1 unchanged.")
    #expect(
      line((1...4).map { Finding("\($0)", .time, .regressed, base: 10, head: 10 + Double($0)) })
        == "regressed: 4 benchmarks became worse, by up to 40.00% of time.")
    #expect(line([Finding("a", .presence, .notComparable)]) == "not comparable: a cannot be compared.")
    #expect(
      line([Finding("a", .time, .inconclusive)]) { $0.requiresConclusive = true }
        == "inconclusive: of a it could not be told whether it changed.")
    #expect(
      line([Finding("a", .time, .regressed)]) { $0.timeIsAdvisory = true }
        == "fine: nothing became worse; 1 worse by advisory evidence.")
    var interrupted = SampleComparison.of([])
    interrupted.isInterrupted = true
    #expect(
      ComparisonRendering.verdictLine(interrupted)
        == "fine: there was nothing to compare. The comparison was interrupted; this is what it had found.")
  }
}
