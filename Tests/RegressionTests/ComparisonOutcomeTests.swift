import Regression
import Testing

/// How a comparison comes out.
@Suite struct ComparisonOutcomeTests {
  private func comparison(_ findings: [Finding], _ rules: Comparison.Rules = .init()) -> Comparison {
    let facts = RunFacts(source: .bench)
    return Comparison(
      baseLabel: "base", headLabel: "head", baseFacts: facts, headFacts: facts, rules: rules, findings: findings)
  }

  @Test(
    arguments: [
      ([], .fine),
      ([Finding("a", .time, .improved)], .fine),
      ([Finding("a", .time, .unchanged), Finding("b", .counter("hits"), .regressed)], .regressed),
      ([Finding("a", .presence, .notComparable), Finding("b", .time, .regressed)], .regressed),
      ([Finding("a", .presence, .notComparable), Finding("b", .time, .inconclusive)], .notComparable),
      ([Finding("a", .time, .inconclusive)], .fine),
      ([Finding("a", .counter("hits"), .regressed), Finding("a", .allocations, .regressed)], .wrong),
      ([Finding("a", .time, .regressed, isAdvisory: true)], .fine),
    ] as [([Finding], Comparison.Outcome)])
  func theWorstFindingDecides(findings: [Finding], expected: Comparison.Outcome) {
    #expect(comparison(findings).outcome == expected)
  }

  @Test func rulesForgiveWhatTheySay() {
    var rules = Comparison.Rules()
    rules.allowsMissing = true
    rules.timeIsAdvisory = true
    rules.requiresConclusive = true
    #expect(
      comparison([Finding("a", .presence, .notComparable), Finding("b", .time, .regressed)], rules).outcome == .fine)
    #expect(comparison([Finding("b", .time, .inconclusive)], rules).outcome == .inconclusive)
    #expect(comparison([Finding("b", .counter("hits"), .regressed)], rules).outcome == .regressed)
    #expect(comparison([Finding("b", .configuration, .notComparable)], rules).outcome == .notComparable)
  }
}
