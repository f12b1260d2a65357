import Regression
import Testing

/// Medians, quantiles and geometric means, against NumPy and SciPy.
@Suite struct OrderStatisticsTests {
  private let values = [3.1, -2.0, 7.5, 0.25, 9.0, 4.0, 4.0]

  /// `[numpy.quantile([3.1, -2.0, 7.5, 0.25, 9.0, 4.0, 4.0], q) for q in (0, .1, .37, .5, .95, 1)]`
  @Test(arguments: [(0, -2.0), (0.1, -0.65), (0.37, 3.298), (0.5, 4.0), (0.95, 8.55), (1, 9.0)])
  func quantilesAreNumPys(fraction: Double, expected: Double) throws {
    #expect(abs(try #require(OrderStatistics.quantile(values, fraction)) - expected) < 1e-12)
  }

  @Test func aMedianOfFewOrOfNoNumbersIsSaid() {
    #expect(OrderStatistics.median([]) == nil)
    #expect(OrderStatistics.median([5]) == 5)
    #expect(OrderStatistics.median([5, 8]) == 6.5)
    #expect(OrderStatistics.median([1, .nan, 2]) == nil)
  }

  /// `scipy.stats.gmean([1.05, .97, 1.2, .88])`
  @Test func aGeometricMeanIsSciPys() throws {
    #expect(abs(try #require(OrderStatistics.geometricMean([1.05, 0.97, 1.2, 0.88])) - 1.0183715027469094) < 1e-12)
    #expect(OrderStatistics.geometricMean([1, 0]) == nil)
    #expect(OrderStatistics.geometricMean([1, -1]) == nil)
    #expect(OrderStatistics.geometricMean([1, .infinity]) == nil)
    #expect(OrderStatistics.geometricMean([]) == nil)
  }
}
