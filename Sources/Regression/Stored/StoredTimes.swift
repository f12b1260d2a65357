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

  /// What they come to.
  ///
  /// - Parameters:
  ///   - margin: the smallest change that matters, as a fraction.
  ///   - doubt: why the machines may not be the same.
  func finding(margin: Double, doubt: String?) -> Finding {
    guard (base + head).allSatisfy({ $0 > 0 }) else {
      return Finding(name, .time, .notComparable, isAdvisory: true, note: "a time of zero is too short to compare")
    }
    let shift = ShiftInterval(
      base: base.map { log($0) }, head: head.map { log($0) }, confidence: StoredTimeComparison.confidence)
    let reasons = [processDoubt, doubt, hasSameCode ? "both sides run the same count of instructions" : nil]
    var finding = Finding(
      name, .time, .inconclusive, base: base.min(), head: head.min(), unit: "ns",
      isAdvisory: reasons.contains { $0 != nil }, note: reasons.compactMap(\.self).joined(separator: "; "))
    if let shift { judge(&finding, shift, margin) }
    return finding
  }

  private func judge(_ finding: inout Finding, _ shift: ShiftInterval, _ margin: Double) {
    (finding.base, finding.head) = (Self.median(base), Self.median(head))
    let change = exp(shift.estimate) - 1
    finding.change = change
    finding.interval = (exp(shift.range.lowerBound) - 1)...(exp(shift.range.upperBound) - 1)
    finding.detectable = max(margin, exp((shift.range.upperBound - shift.range.lowerBound) / 2) - 1)
    if !shift.range.contains(0) && abs(change) > margin {
      finding.verdict = change > 0 ? .regressed : .improved
    } else if exp(shift.range.upperBound) - 1 <= margin {
      finding.verdict = .unchanged
    }
  }

  private var processDoubt: String? {
    let least = min(base.count, head.count)
    guard least < StoredTimeComparison.leastProcessCount else { return nil }
    let counts = base.count == head.count ? "\(least) on each side" : "\(base.count) on base and \(head.count) on head"
    return "too few processes: \(counts), where \(StoredTimeComparison.leastProcessCount) are needed"
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
