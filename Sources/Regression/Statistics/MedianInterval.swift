/// A median and the interval between two order statistics that holds the true one, whatever the distribution is.
///
/// As many of n independent values lie below the true median as a fair coin shows heads in n throws. So it lies outside the
/// k-th lowest and the k-th highest with the probability of fewer than k heads, twice.
///
/// Source: Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2.
public struct MedianInterval: Equatable, Sendable {
  /// The coverage that the gate asks for: of ten values, that of the second to the ninth is 97.85 %.
  public static let requiredCoverage = 0.978

  /// The median of the values.
  public let median: Double
  /// The k-th lowest value.
  public let lower: Double
  /// The k-th highest.
  public let upper: Double
  /// k, from 1.
  public let rank: Int
  /// How likely the interval holds the true median.
  public let coverage: Double

  /// The narrowest symmetric interval with a coverage; `nil` if the values are too few for any, or if one is not finite.
  public init?(_ values: [Double], coverage required: Double = requiredCoverage) {
    guard let rank = Self.rank(of: values.count, coverage: required), values.allSatisfy(\.isFinite) else { return nil }
    guard let median = OrderStatistics.median(values) else { return nil }
    let sorted = values.sorted()
    self.median = median
    self.rank = rank
    lower = sorted[rank - 1]
    upper = sorted[values.count - rank]
    coverage = Self.coverage(of: values.count, rank: rank)
  }

  /// Whether the true median is hardly zero. A bound that is exactly zero does not exclude it.
  public var excludesZero: Bool { lower > 0 || upper < 0 }

  /// The smallest shift that would have been seen with this spread: it must exceed a threshold, and carry the whole
  /// interval to one side of zero.
  public func detectable(threshold: Double) -> Double { max(threshold, median - lower) }

  /// The highest k whose interval has the coverage; `nil` if there is none.
  static func rank(of count: Int, coverage required: Double) -> Int? {
    guard count > 0 else { return nil }
    return (1...max(1, count / 2)).last { coverage(of: count, rank: $0) >= required }
  }

  private static func coverage(of count: Int, rank: Int) -> Double {
    1 - 2 * BinomialDistribution(trials: count, probability: 0.5).cumulative(rank - 1)
  }
}
