import Foundation
import Regression
import Testing

/// The interval of a median, against SciPy.
@Suite struct MedianIntervalTests {
  /// `max(k for k in range(1, n // 2 + 1) if 1 - 2 * scipy.stats.binom.cdf(k - 1, n, .5) >= .978)`, and that coverage.
  @Test(
    arguments: [
      (7, 1, 0.984375), (8, 1, 0.9921875), (10, 2, 0.978515625), (15, 3, 0.99261474609375),
      (20, 5, 0.9881820678710938), (30, 9, 0.983875198289752),
    ])
  func ranksAndCoveragesAreSciPys(count: Int, rank: Int, coverage: Double) throws {
    let interval = try #require(MedianInterval((1...count).map(Double.init).shuffled()))
    #expect(interval.rank == rank)
    #expect(abs(interval.coverage - coverage) < 1e-12)
    #expect(interval.lower == Double(rank))
    #expect(interval.upper == Double(count + 1 - rank))
    #expect(interval.median == Double(count + 1) / 2)
  }

  /// Six values reach 96.875 % at most: `1 - 2 * scipy.stats.binom.cdf(0, 6, .5)`.
  @Test(arguments: 0...6) func fewValuesHaveNoInterval(count: Int) {
    #expect(MedianInterval((0..<count).map(Double.init)) == nil)
  }

  @Test func aLowerCoverageIsNarrower() throws {
    let values = (1...10).map(Double.init)
    #expect(try #require(MedianInterval(values, coverage: 0.89)).rank == 3)
    #expect(try #require(MedianInterval([1, 2], coverage: 0.5)).rank == 1)
    #expect(MedianInterval([1], coverage: 0.5) == nil)
  }

  @Test func whatIsNotFiniteHasNoInterval() {
    for stranger in [Double.nan, .infinity, -.infinity] {
      #expect(MedianInterval(Array(repeating: 1, count: 9) + [stranger]) == nil)
    }
  }

  @Test func tiesAtZeroDoNotExcludeIt() throws {
    let touching = try #require(MedianInterval([-1, 0, 0, 0, 1, 1, 1, 1, 1, 1]))
    #expect(touching.lower == 0 && !touching.excludesZero)
    let above = try #require(MedianInterval([-1, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1]))
    #expect(above.lower == 0.5 && above.excludesZero)
    #expect(try #require(MedianInterval([-3, -2, -2, -2, -2, -2, -2, -2, -1, 4])).excludesZero)
    let same = try #require(MedianInterval(Array(repeating: 0, count: 10)))
    #expect(same.lower == 0 && same.upper == 0 && !same.excludesZero)
  }

  @Test func detectableIsTheSpreadOrTheThreshold() throws {
    let interval = try #require(MedianInterval([0, 1, 2, 3, 4, 6, 7, 8, 9, 10]))
    #expect(interval.median == 5 && interval.lower == 1)
    #expect(interval.detectable(threshold: 3) == 4)
    #expect(interval.detectable(threshold: 4.5) == 4.5)
  }
}
