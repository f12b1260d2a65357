import Regression
import Testing

/// Where histories are marked.
@Suite struct ChangeRuleTests {
  private func changes(_ times: [Double?], noise: Double = 0.01, margin: Double = 0.03) -> [HistoryChange] {
    ChangeRule.changes(of: times, noise: times.map { _ in noise }, margin: margin)
  }

  @Test func stepsThatStayAreMarked() {
    let marked = changes([10, 10.1, 10, 11, 11.1, nil, 10.9, 9])
    #expect(marked.map(\.index) == [3, 7])
    #expect(marked.map(\.isWorse) == [true, false])
    #expect(marked.map(\.isConfirmed) == [true, false])
    #expect(marked[0].before == 10)
    #expect(marked[0].after == 11)
    #expect(marked[1].before == 11)
  }

  @Test func whatIsTakenBackIsNoChange() {
    #expect(changes([10, 10, 12, 10, 10]) == [])
    // Such times are noisy: a step of the same size is not marked then, a larger one is.
    #expect(changes([10, 10, 12, 10, 10, 12, 12]) == [])
    #expect(changes([10, 10, 12, 10, 10, 15, 15]).map(\.index) == [5])
  }

  @Test func marginAndNoiseAreThresholds() {
    #expect(changes([10, 10.29, 10.29]) == [])
    #expect(changes([10, 10.31, 10.31]).map(\.index) == [1])
    #expect(changes([10, 10.31, 10.31], margin: 0.05) == [])
    #expect(changes([10, 11, 11], noise: 0.11) == [])
    // In both directions alike: a ratio and its inverse.
    #expect(changes([10.31, 10, 10]).map(\.isWorse) == [false])
  }

  @Test func whatScattersBetweenRunsIsNotMarked() {
    #expect(changes([10, 10.5, 9.5, 10, 10.9, 10.9]) == [])
    #expect(changes([10, 10.1, 9.9, 10, 10.9, 10.9]).map(\.index) == [4])
  }

  @Test func nothingComesOfNothing() {
    #expect(changes([]) == [])
    #expect(changes([nil, nil]) == [])
    #expect(changes([10]) == [])
    #expect(changes([0, 10, 10]) == [])
  }

  @Test func countersAreMarkedAtEveryChange() {
    func counter(_ events: UInt64, _ operations: UInt64 = 10, for tool: String? = nil) -> ExactCounter {
      ExactCounter(
        name: "references", events: events, operations: operations, unit: "", polarity: .lowerIsBetter, validFor: tool)
    }
    let marked = ChangeRule.changes(of: [
      counter(40), counter(80, 20), nil, counter(41), counter(30), counter(10, for: "gcc"), counter(10, for: "gcc"),
    ])
    #expect(marked.map(\.index) == [3, 4])
    #expect(marked.map(\.isWorse) == [true, false])
    #expect(marked.allSatisfy { $0.isConfirmed })
    let most = ExactCounter(
      name: "hits", events: 1 << 63, operations: 1 << 62, unit: "", polarity: .higherIsBetter)
    var less = most
    less.events -= 1
    #expect(ChangeRule.changes(of: [most, less]).map(\.isWorse) == [true])
  }
}
