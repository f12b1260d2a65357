import Regression
import Testing

/// The fractions that floating-point numbers stand for.
@Suite struct SimplestFractionTests {
  @Test(
    arguments: [
      (0, 0, 1), (1, 1, 1), (12, 12, 1), (0.5, 1, 2), (0.1, 1, 10), (1.0 / 3, 1, 3), (1025.0 / 1024, 1025, 1024),
      (48_611.0 / 1_000_003, 48_611, 1_000_003), (0x1p53, 1 << 53, 1), (123_456_789.25, 493_827_157, 4),
    ] as [(Double, UInt64, UInt64)])
  func isTheOneOfSmallParts(value: Double, numerator: UInt64, denominator: UInt64) throws {
    let fraction = try #require(SimplestFraction(value))
    #expect(fraction.numerator == numerator && fraction.denominator == denominator)
  }

  @Test(arguments: [-1, .nan, .infinity, 0x1p54, 1e-300, 1e-5.nextDown])
  func isNoneOfWhatCannotBeComparedExactly(value: Double) { #expect(SimplestFraction(value) == nil) }

  @Test func keepsTheOrderOfNeighbours() throws {
    for value in [0.1, 1.0 / 3, 1.5, 3.14159, 0.001, 98_765.4321] {
      func counter(_ value: Double) throws -> ExactCounter {
        let fraction = try #require(SimplestFraction(value))
        return ExactCounter(
          name: "x", events: fraction.numerator, operations: fraction.denominator, unit: "", polarity: .lowerIsBetter)
      }
      #expect(try counter(value.nextUp).verdict(against: counter(value)) == .regressed)
      #expect(try counter(value.nextDown).verdict(against: counter(value)) == .improved)
    }
  }
}
