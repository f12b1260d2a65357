import Foundation

/// How many of a number of independent trials succeed.
package struct BinomialDistribution {
  /// How many trials there are.
  package let trials: Int
  /// How likely one succeeds.
  package let probability: Double

  /// A distribution.
  package init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  /// How likely at most a number succeed.
  package func cumulative(_ successes: Int) -> Double {
    guard successes >= 0 else { return 0 }
    return min(1, (0...min(successes, trials)).reduce(0) { $0 + mass($1) })
  }

  /// How likely exactly a number succeed.
  private func mass(_ successes: Int) -> Double {
    let ways = lgamma(Double(trials + 1)) - lgamma(Double(successes + 1)) - lgamma(Double(trials - successes + 1))
    return exp(ways) * pow(probability, Double(successes)) * pow(1 - probability, Double(trials - successes))
  }
}
