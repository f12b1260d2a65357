import Foundation

/// By how much the same code seems to differ from itself on a host.
public struct NoiseFloor: Equatable, Sendable, Codable {
  /// The benchmark.
  public var benchmark: String
  /// The change that the median of as many pairs as the gate's first look has exceeds in one of twenty comparisons of the
  /// same code, at most; a fraction.
  public var floor: Double
  /// How many pairs it rests on.
  public var pairs: Int
  /// When it was measured, in ISO 8601.
  public var date: String

  /// A floor.
  public init(benchmark: String, floor: Double, pairs: Int, date: String) {
    self.benchmark = benchmark
    self.floor = floor
    self.pairs = pairs
    self.date = date
  }

  /// How often the median of the same code may exceed the floor.
  private static let risk = 0.05

  /// The floor that log ratios of the same code give.
  ///
  /// The arms are interchangeable, so a ratio is as likely as its inverse. The median of n pairs exceeds x only if half of
  /// them do; with a share p of ratios above x, that is the upper tail of a binomial distribution. The floor is the lowest x
  /// at which this tail, both ways, is 5 %: of ten pairs, the value that 63 % of all ratios do not exceed. Unlike the
  /// largest median of resampled windows, it needs no random numbers and rests on the middle of the ratios, which few pairs
  /// tell well, and not on the extremes, which they do not.
  ///
  /// - Parameter window: how many pairs the median has.
  /// - Returns: a fraction; `nil` without ratios.
  public static func floor(_ logRatios: [Double], window: Int) -> Double? {
    OrderStatistics.quantile(logRatios.map(abs), quantile(window: window)).map(expm1)
  }

  /// The share of ratios that do not exceed the floor, whatever their sign.
  package static func quantile(window: Int) -> Double {
    let half = (window + 1) / 2
    var (low, high) = (0.0, 0.5)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let tail = 1 - BinomialDistribution(trials: window, probability: middle).cumulative(half - 1)
      if 2 * tail > risk { high = middle } else { low = middle }
    }
    return 1 - 2 * low
  }
}
