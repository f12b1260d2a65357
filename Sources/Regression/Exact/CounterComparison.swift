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

  /// What is found, in base's order, then what only head counts.
  var findings: [Finding] {
    let common = base.counters.flatMap { counter in
      head.counters.first { $0.name == counter.name }.map { compare(counter, $0) } ?? [lacking(counter)]
    }
    let known = Set(base.counters.map(\.name))
    return common + head.counters.filter { !known.contains($0.name) }.map(added)
  }

  private func compare(_ old: ExactCounter, _ new: ExactCounter) -> [Finding] {
    if let difference = difference(old, new) { return [configuration(difference)] }
    if old.validFor != new.validFor { return [counter(old, new, .notComparable, isAdvisory: true, validity(old, new))] }
    // Without a unit the operations are only what is below a fraction's line; with a tool, the tool chooses how many.
    let hasOtherOperations = old.operations != new.operations && !old.unit.isEmpty && !new.unit.isEmpty
    let other =
      hasOtherOperations && old.validFor == nil
      ? [configuration("counts '\(old.name)' over \(new.operations) operations, not \(old.operations)")] : []
    return other + [counter(old, new, new.verdict(against: old), isAdvisory: false, note(old, new))]
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
    return "counted with \(places[0]) on base and \(places[1]) on head, which are not to be compared"
  }

  private func note(_ old: ExactCounter, _ new: ExactCounter) -> String {
    guard old.events != new.events, old.operations == new.operations, !new.unit.isEmpty else { return "" }
    guard abs(new.perOperation - old.perOperation) < Self.smallChange * old.perOperation else { return "" }
    let numbers = [new.events, old.events, new.operations].map(NumberText.grouped)
    return "\(numbers[0]) instead of \(numbers[1]) in \(numbers[2]) operations"
  }

  private func lacking(_ counter: ExactCounter) -> Finding {
    if counter.validFor != nil {
      return Finding(
        base.name, .counter(counter.name), .notComparable, base: counter.perOperation, unit: counter.unit,
        isAdvisory: true, note: "head was not counted")
    }
    let direction = counter.polarity == .lowerIsBetter ? "lower" : "higher"
    let advice = headSource == .googleBenchmark ? "; if it does, say --counter \(counter.name)=\(direction)" : ""
    return configuration("does not count '\(counter.name)'\(advice)")
  }

  private func added(_ counter: ExactCounter) -> Finding {
    Finding(
      base.name, .counter(counter.name), .notComparable, head: counter.perOperation, unit: counter.unit,
      isAdvisory: true, note: "only head counts it")
  }

  private func configuration(_ difference: String) -> Finding {
    Finding(base.name, .configuration, .notComparable, note: "head \(difference)")
  }

  private func counter(
    _ old: ExactCounter, _ new: ExactCounter, _ verdict: Verdict, isAdvisory: Bool, _ note: String
  ) -> Finding {
    Finding(
      base.name, .counter(old.name), verdict, base: old.perOperation, head: new.perOperation,
      unit: new.unit.isEmpty ? old.unit : new.unit, isAdvisory: isAdvisory, note: note)
  }
}
