/// How far one sample lies above another, and an interval that holds the true distance, without a word on how they are distributed.
///
/// Source: Hodges and Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963; Hollander,
/// Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd edition, section 4.3.
public struct ShiftInterval: Equatable, Sendable {
  /// The median of all differences between an element of one and one of the other.
  public let estimate: Double
  /// The interval.
  public let range: ClosedRange<Double>

  /// The shift from base to head; `nil` if the samples are too small for an interval of this confidence, or have what is no number.
  ///
  /// - Parameter confidence: the least chance that the interval holds the true shift.
  public init?(base: [Double], head: [Double], confidence: Double) {
    guard !base.isEmpty, !head.isEmpty, (base + head).allSatisfy(\.isFinite) else { return nil }
    let distribution = RankSumDistribution(first: base.count, second: head.count)
    let order = distribution.order(tail: (1 - confidence) / 2)
    guard order > 0 else { return nil }
    let differences = head.flatMap { new in base.map { new - $0 } }.sorted()
    let middle = differences.count / 2
    estimate = differences.count % 2 == 1 ? differences[middle] : (differences[middle - 1] + differences[middle]) / 2
    range = differences[order - 1]...differences[differences.count - order]
  }
}
