import Regression
import Testing

/// The distribution of successes, against SciPy.
@Suite struct BinomialDistributionTests {
  /// `[scipy.stats.binom.cdf(k, n, p) for n, p, k in ((10, .5, 1), (20, .3, 7), (15, .9, 12), (10, .187, 4))]`
  @Test(
    arguments: [
      (10, 0.5, 1, 0.0107421875), (20, 0.3, 7, 0.7722717974181608), (15, 0.9, 12, 0.18406106910639092),
      (10, 0.187, 4, 0.9750471103631356),
    ])
  func probabilitiesAreSciPys(trials: Int, probability: Double, successes: Int, expected: Double) {
    let distribution = BinomialDistribution(trials: trials, probability: probability)
    #expect(abs(distribution.cumulative(successes) - expected) < 1e-12)
  }

  @Test func theEndsAreCertain() {
    let distribution = BinomialDistribution(trials: 4, probability: 0.3)
    #expect(distribution.cumulative(-1) == 0)
    #expect(abs(distribution.cumulative(4) - 1) < 1e-12)
    #expect(distribution.cumulative(9) <= 1)
    #expect(BinomialDistribution(trials: 4, probability: 0).cumulative(0) == 1)
    #expect(BinomialDistribution(trials: 4, probability: 1).cumulative(3) == 0)
  }
}
