import Foundation

/// What the order of values says of them.
public enum OrderStatistics {
  /// The middle value, or the mean of the two in the middle; `nil` of no values, or if one is no number.
  public static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }

  /// The value that a fraction of all lie below, with straight lines between neighbours; `nil` of no values, or if one is
  /// no number.
  ///
  /// Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), definition 7.
  public static func quantile(_ values: [Double], _ fraction: Double) -> Double? {
    guard !values.isEmpty, values.allSatisfy({ !$0.isNaN }) else { return nil }
    let sorted = values.sorted()
    let position = min(max(fraction, 0), 1) * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let weight = position - Double(below)
    return weight == 0 ? sorted[below] : sorted[below] * (1 - weight) + sorted[above] * weight
  }

  /// The geometric mean of ratios; `nil` of none, or if one is not a positive number.
  public static func geometricMean(_ ratios: [Double]) -> Double? {
    guard !ratios.isEmpty, ratios.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
  }
}
