import Foundation

/// When the gate looks at the pairs, and what it takes for a change.
public struct PairRules: Equatable, Sendable {
  /// The fewest pairs of which there is an interval.
  public static let fewestPairs = 7

  /// After how many pairs to look, ascending.
  public let looks: [Int]
  /// The smallest change that matters, as a fraction.
  public let margin: Double

  /// Rules that look at a number of pairs, at half as many more, at twice as many, and then whenever there are twice as many again.
  ///
  /// - Parameters:
  ///   - pairs: when to look first; at least ``fewestPairs``.
  ///   - maxPairs: the most pairs of a phase; at least as many.
  public init(pairs: Int = 10, maxPairs: Int = 80, margin: Double = 0.03) {
    precondition(pairs >= Self.fewestPairs && maxPairs >= pairs, "pairs that have an interval")
    let doubled = sequence(first: 2 * pairs) { $0 < maxPairs ? 2 * $0 : nil }
    looks = ([pairs, pairs + pairs / 2] + doubled).filter { $0 < maxPairs } + [maxPairs]
    self.margin = margin
  }

  /// The threshold of a benchmark's log ratio, whose same code differs by a floor.
  func threshold(floor: Double) -> Double { log1p(max(margin, floor)) }
}
