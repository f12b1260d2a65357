import Report

/// Compares the exact counters of a benchmark.
struct CounterComparison {
  /// A change below this is said in events as well: a table's digits do not show it.
  private static let smallChange = 0.005

  private let base: MeasuredBenchmark
  private let head: MeasuredBenchmark
  private let headSource: RunFacts.Source

  /// The comparison of two sides of a benchmark.
  init(base: MeasuredBenchmark, head: MeasuredBenchmark, headSource: RunFacts.Source) {
    self.base = base
    self.head = head
    self.headSource = headSource
  }

  /// What is found, in base's order.
  var findings: [Finding] {
    base.counters.flatMap { old in
      guard let new = matching(old) else { return lacking(old).map { [configuration($0)] } ?? [] }
      return compare(old, new)
    }
  }

  /// What cannot be compared and decides nothing, a sentence by the name of its counter.
  var asides: [(counter: String, reason: String)] {
    let old = base.counters.compactMap { old -> (counter: String, reason: String)? in
      guard let new = matching(old) else { return old.validFor.map { _ in (old.name, "head does not count it") } }
      return isOfAnotherPlace(old, new) ? (old.name, validity(old, new)) : nil
    }
    let known = Set(base.counters.map(\.name))
    return old + head.counters.filter { !known.contains($0.name) }.map { ($0.name, "base does not count it") }
  }

  private func matching(_ old: ExactCounter) -> ExactCounter? { head.counters.first { $0.name == old.name } }

  private func isOfAnotherPlace(_ old: ExactCounter, _ new: ExactCounter) -> Bool {
    difference(old, new) == nil && old.validFor != new.validFor
  }

  private func compare(_ old: ExactCounter, _ new: ExactCounter) -> [Finding] {
    if let difference = difference(old, new) { return [configuration(difference)] }
    guard !isOfAnotherPlace(old, new) else { return [] }
    // Without a unit the operations are only what is below a fraction's line; with a tool, the tool chooses how many.
    let hasOtherOperations = old.operations != new.operations && !old.unit.isEmpty && !new.unit.isEmpty
    let other =
      hasOtherOperations && old.validFor == nil
      ? [configuration("counts '\(old.name)' over \(new.operations) operations, not \(old.operations)")] : []
    return other + [counter(old, new, new.verdict(against: old), note(old, new))]
  }

  private func difference(_ old: ExactCounter, _ new: ExactCounter) -> String? {
    if old.polarity != new.polarity {
      return "of '\(old.name)', \(old.polarity.rawValue) on base and \(new.polarity.rawValue) on head"
    }
    guard old.unit != new.unit, !old.unit.isEmpty, !new.unit.isEmpty else { return nil }
    return "counts '\(old.name)' in \(new.unit), not in \(old.unit)"
  }

  private func validity(_ old: ExactCounter, _ new: ExactCounter) -> String {
    let places = [old, new].map { $0.validFor ?? "any machine" }
    return "it was counted with \(places[0]) on base and \(places[1]) on head"
  }

  private func note(_ old: ExactCounter, _ new: ExactCounter) -> String {
    guard old.events != new.events, old.operations == new.operations, !new.unit.isEmpty else { return "" }
    guard abs(new.perOperation - old.perOperation) < Self.smallChange * old.perOperation else { return "" }
    let numbers = [new.events, old.events, new.operations].map(NumberText.grouped)
    return "\(numbers[0]) instead of \(numbers[1]) in \(numbers[2]) operations"
  }

  /// What is wrong where head lacks a counter; `nil` for one that depends on a tool, which need not be everywhere.
  private func lacking(_ counter: ExactCounter) -> String? {
    guard counter.validFor == nil else { return nil }
    let direction = counter.polarity == .lowerIsBetter ? "lower" : "higher"
    let advice = headSource == .googleBenchmark ? "; if it does, say --counter \(counter.name)=\(direction)" : ""
    return "does not count '\(counter.name)'\(advice)"
  }

  private func configuration(_ difference: String) -> Finding {
    Finding(base.name, .configuration, .notComparable, note: "head \(difference)")
  }

  private func counter(_ old: ExactCounter, _ new: ExactCounter, _ verdict: Verdict, _ note: String) -> Finding {
    Finding(
      base.name, .counter(old.name), verdict, base: old.perOperation, head: new.perOperation,
      unit: new.unit.isEmpty ? old.unit : new.unit, note: note)
  }
}
