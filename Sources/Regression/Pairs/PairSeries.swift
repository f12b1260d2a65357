/// The pairs of one benchmark in one phase.
struct PairSeries {
  /// What they come to.
  enum Reading: Equatable {
    /// The control differs from base.
    case controlMoved
    /// Head is slower, by more than the threshold.
    case slower
    /// Head is faster, by more than the threshold.
    case faster
    /// No change beyond the threshold.
    case within
    /// More pairs could tell.
    case undecided
  }

  private(set) var pairs: [PairedTimes] = []

  mutating func append(_ pair: PairedTimes) { pairs.append(pair) }

  /// The interval of head's change; `nil` if the pairs are too few.
  var interval: MedianInterval? { MedianInterval(pairs.map(\.change)) }
  /// The interval of the control's change.
  var controlInterval: MedianInterval? { MedianInterval(pairs.map(\.controlChange)) }
  /// Base's and head's median times, in nanoseconds.
  var times: (base: Double, head: Double)? {
    guard let base = OrderStatistics.median(pairs.map(\.base)) else { return nil }
    return OrderStatistics.median(pairs.map(\.head)).map { (base, $0) }
  }

  /// What the pairs come to.
  func reading(threshold: Double) -> Reading {
    guard let interval, let controlInterval else { return .undecided }
    if controlInterval.excludesZero && abs(controlInterval.median) > threshold { return .controlMoved }
    if interval.excludesZero && abs(interval.median) > threshold { return interval.median > 0 ? .slower : .faster }
    return interval.lower > -threshold && interval.upper < threshold ? .within : .undecided
  }
}
