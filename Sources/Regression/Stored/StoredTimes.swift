import Foundation

/// The times of a benchmark in two stored runs, the least of each process.
struct StoredTimes {
  private let name: String
  private let base: [Double]
  private let head: [Double]
  private let hasSameCode: Bool

  /// The times; `nil` where a side has none.
  init?(base: MeasuredBenchmark, head: MeasuredBenchmark) {
    guard !base.processes.isEmpty, !head.processes.isEmpty else { return nil }
    name = base.name
    self.base = base.processes.map(\.least)
    self.head = head.processes.map(\.least)
    let instructions = [base, head].map { side in side.counters.first { $0.name == "instructions" } }
    if let old = instructions[0], let new = instructions[1] {
      hasSameCode = old.validFor == new.validFor && new.verdict(against: old) == .unchanged
    } else {
      hasSameCode = false
    }
  }

  /// Whether a side has too few processes for its times to decide anything.
  var hasFewProcesses: Bool { min(base.count, head.count) < StoredTimeComparison.leastProcessCount }

  /// What they come to.
  func finding(_ rules: Comparison.Rules, isOtherMachine: Bool) -> Finding {
    let isDoubtful = hasFewProcesses || isOtherMachine
    var finding = Finding(name, .time, .inconclusive, base: base.min(), head: head.min(), unit: "ns")
    finding.isAdvisory = isDoubtful || hasSameCode
    (finding.baseSpread, finding.headSpread) = (Self.spread(base), Self.spread(head))
    judge(&finding, rules.margin)
    if isDoubtful && rules.requiresConclusive && !rules.timeIsAdvisory && !hasSameCode {
      (finding.verdict, finding.isAdvisory) = (.inconclusive, false)
    }
    return finding
  }

  private func judge(_ finding: inout Finding, _ margin: Double) {
    guard (base + head).allSatisfy({ $0 > 0 }) else {
      (finding.verdict, finding.isAdvisory, finding.note) = (.notComparable, true, "a time of zero is none")
      return
    }
    if let shift = ShiftInterval(
      base: base.map { log($0) }, head: head.map { log($0) }, confidence: StoredTimeComparison.confidence)
    {
      judge(&finding, shift, margin)
    } else if let change = finding.change {
      // Too few processes for an interval: what the least times say, which is never more than a hint.
      finding.verdict = abs(change) <= margin ? .unchanged : change > 0 ? .regressed : .improved
    }
    if hasSameCode && finding.verdict == .regressed {
      finding.note = "both sides execute the same count of instructions: the layout or the host, not the code"
    }
  }

  private func judge(_ finding: inout Finding, _ shift: ShiftInterval, _ margin: Double) {
    (finding.base, finding.head) = (OrderStatistics.median(base), OrderStatistics.median(head))
    let (lower, upper) = (shift.range.lowerBound, shift.range.upperBound)
    let change = expm1(shift.estimate)
    finding.change = change
    finding.interval = expm1(lower)...expm1(upper)
    finding.detectable = max(margin, expm1(shift.estimate - lower))
    if (lower > 0 || upper < 0) && abs(change) > margin {
      finding.verdict = change > 0 ? .regressed : .improved
    } else if lower > 0 || upper < 0 || expm1(upper) <= margin {
      finding.verdict = .unchanged
    }
  }

  /// Half of the range that processes lie in, as a fraction of their median.
  private static func spread(_ times: [Double]) -> Double? {
    guard times.count > 1, let least = times.min(), let most = times.max(), let median = OrderStatistics.median(times),
      median > 0
    else { return nil }
    return (most - least) / 2 / median
  }
}
