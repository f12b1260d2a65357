import Foundation

/// When the gate looks at the pairs, and what it takes for a change.
public struct PairRules: Equatable, Sendable {
  /// The fewest pairs of which there is an interval.
  public static let fewestPairs = 7

  /// After how many pairs to look, ascending.
  public let looks: [Int]
  /// The smallest change that matters, as a fraction.
  public let margin: Double

  /// Rules that look at a number of pairs, and after each half as many again.
  ///
  /// - Parameters:
  ///   - pairs: when to look first; at least ``fewestPairs``.
  ///   - maxPairs: the most pairs; at least as many.
  public init(pairs: Int = 10, maxPairs: Int = 20, margin: Double = 0.03) {
    precondition(pairs >= Self.fewestPairs && maxPairs >= pairs, "pairs that have an interval")
    looks = Array(stride(from: pairs, to: maxPairs, by: max(1, pairs / 2))) + [maxPairs]
    self.margin = margin
  }

  /// The threshold of a benchmark's log ratio, whose same code differs by a floor.
  func threshold(floor: Double) -> Double { log1p(max(margin, floor)) }
}
