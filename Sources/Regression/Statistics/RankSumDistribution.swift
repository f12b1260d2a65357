import Foundation

/// The distribution of Mann and Whitney's U of two samples that come from one population: how many pairs of an element of each
/// have the first one above.
///
/// Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other",
/// Annals of Mathematical Statistics 18, 1947.
package struct RankSumDistribution {
  /// From this size of either sample on, the normal approximation is right to more digits than anyone reads.
  private static let maximumExactCount = 100

  /// The sizes of the two samples.
  package let first: Int, second: Int

  /// The distribution for samples of these sizes.
  package init(first: Int, second: Int) {
    self.first = first
    self.second = second
  }

  /// The largest order `k` of which the chance that U is below it is no more than a tail, which is below one half; 0 if there is
  /// none.
  package func order(tail: Double) -> Int {
    guard max(first, second) <= Self.maximumExactCount else { return approximateOrder(tail) }
    var sum = 0.0
    for (value, probability) in probabilities.enumerated() {
      sum += probability
      if sum > tail { return value }
    }
    return probabilities.count
  }

  /// The chance of each value of U up to its middle: the last element came from the first sample or from the second.
  private var probabilities: [Double] {
    let count = first * second / 2 + 1
    var row = [[Double]](repeating: [1] + [Double](repeating: 0, count: count - 1), count: first + 1)
    for taken in 1...second {
      for size in 1...first {
        let share = Double(size) / Double(size + taken)
        for value in 0..<count {
          let above = value >= taken ? row[size - 1][value - taken] : 0
          row[size][value] = share * above + (1 - share) * row[size][value]
        }
      }
    }
    return row[first]
  }

  private func approximateOrder(_ tail: Double) -> Int {
    let (first, second) = (Double(first), Double(second))
    let deviation = (first * second * (first + second + 1) / 12).squareRoot()
    return max(0, Int((first * second / 2 - Self.normalQuantile(tail) * deviation).rounded(.down)))
  }

  /// How many deviations above the middle a normal variable is with a given chance, by halving.
  private static func normalQuantile(_ tail: Double) -> Double {
    var (low, high) = (0.0, 40.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      (low, high) = erfc(middle / 2.0.squareRoot()) / 2 > tail ? (middle, high) : (low, middle)
    }
    return low
  }
}
