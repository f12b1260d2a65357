extension ExactCounter {
  /// What this counter of head comes to beside base's, by cross multiplication: ratios of integers are compared as they are.
  package func verdict(against base: ExactCounter) -> Verdict {
    let left = events.multipliedFullWidth(by: max(1, base.operations))
    let right = base.events.multipliedFullWidth(by: max(1, operations))
    guard (left.high, left.low) != (right.high, right.low) else { return .unchanged }
    let isMore = (left.high, left.low) > (right.high, right.low)
    return isMore == (polarity == .higherIsBetter) ? .improved : .regressed
  }
}
