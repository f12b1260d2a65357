import Foundation
import Regression
import Testing

/// The interval of a shift between two samples.
@Suite struct ShiftIntervalTests {
  /// Source of the orders: scipy 1.17, the largest k for which
  /// `scipy.stats.mannwhitneyu(x, y, alternative='less', method='exact').pvalue` of samples with U = k - 1 is at most the tail.
  /// Those of 0.005 are one above the two-sided critical values of 0.01 in printed tables: 2 for 6 and 6, 16 for 10 and 10.
  @Test(
    arguments: [
      (4, 4, 0.005, 0), (5, 5, 0.005, 1), (6, 6, 0.005, 3), (6, 10, 0.005, 7), (10, 6, 0.005, 7), (8, 8, 0.005, 8),
      (10, 10, 0.005, 17), (10, 10, 0.025, 24), (20, 20, 0.005, 106), (60, 60, 0.005, 1311), (7, 13, 0.025, 21),
      // The normal approximation: floor(150 * 150 / 2 - norm.isf(0.005) * sqrt(150 * 150 * 301 / 12)).
      (150, 150, 0.005, 9314),
    ] as [(Int, Int, Double, Int)])
  func theOrdersAreTheExactTests(first: Int, second: Int, tail: Double, order: Int) {
    #expect(RankSumDistribution(first: first, second: second).order(tail: tail) == order)
  }

  /// Source: numpy 2 and the orders above: the sorted differences of logarithms, their median, the fourth and the fourth last.
  @Test func isTheMedianOfDifferencesAndTheOrdersOfTheTest() throws {
    let base = [10.21, 10.05, 10.33, 10.18, 10.47, 10.11, 10.26].map { log($0) }
    let head = [10.71, 10.62, 10.95, 10.58, 10.80, 10.66].map { log($0) }
    let shift = try #require(ShiftInterval(base: base, head: head, confidence: 0.99))
    #expect(abs(shift.estimate - 0.04575690050654768) < 1e-14)
    #expect(abs(shift.range.lowerBound - 0.02266385957721173) < 1e-14)
    #expect(abs(shift.range.upperBound - 0.07197349962508914) < 1e-14)
  }

  @Test func isNoneOfTooFewOrOfNoNumbers() {
    let four = [1.0, 2, 3, 4]
    #expect(ShiftInterval(base: four, head: four, confidence: 0.99) == nil)
    #expect(ShiftInterval(base: [], head: four, confidence: 0.5) == nil)
    #expect(ShiftInterval(base: [.nan] + four + four, head: four + four, confidence: 0.9) == nil)
  }

  @Test func turnsRoundWithItsSides() throws {
    let low = (0..<8).map(Double.init)
    let high = low.map { $0 * 1.5 + 3 }
    let up = try #require(ShiftInterval(base: low, head: high, confidence: 0.99))
    let down = try #require(ShiftInterval(base: high, head: low, confidence: 0.99))
    #expect(up.estimate == -down.estimate && up.range.lowerBound == -down.range.upperBound)
  }
}
