/// The fraction that a floating-point number stands for: 1/3 for 0.3333333333333333.
///
/// Google Benchmark writes counters as floating-point numbers. The fractions keep their order, differ where they differ, and
/// equal the ratio of integers that our own files have.
package struct SimplestFraction: Equatable {
  /// What is above the line.
  package let numerator: UInt64
  /// What is below it.
  package let denominator: UInt64

  /// The first convergent of a number's continued fraction that rounds to it; where its parts would not fit, as for the
  /// neighbours of 1/10, the number itself over a power of two; `nil` if that would not fit either.
  ///
  /// A fraction of small parts is a convergent of each number that rounds to it: Hardy and Wright, "An Introduction to the
  /// Theory of Numbers", theorem 184.
  package init?(_ value: Double) {
    // Each integer below has a number of its own.
    guard value >= 0, value <= 0x1p53 else { return nil }
    guard let (numerator, denominator) = Self.convergent(value) ?? Self.binary(value) else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func convergent(_ value: Double) -> (UInt64, UInt64)? {
    var (numerator, denominator) = (1.0, 0.0)
    var (lastNumerator, lastDenominator) = (0.0, 1.0)
    // Euclid's algorithm on value and 1: every remainder is a multiple of value's last bit, and so exact.
    var (dividend, divisor) = (value, 1.0)
    while divisor > 0 {
      let quotient = (dividend / divisor).rounded(.down)
      (numerator, lastNumerator) = (quotient * numerator + lastNumerator, numerator)
      (denominator, lastDenominator) = (quotient * denominator + lastDenominator, denominator)
      guard numerator <= 0x1p53, denominator <= 0x1p53 else { return nil }
      if numerator / denominator == value { return (UInt64(numerator), UInt64(denominator)) }
      (dividend, divisor) = (divisor, dividend.truncatingRemainder(dividingBy: divisor))
    }
    return nil
  }

  private static func binary(_ value: Double) -> (UInt64, UInt64)? {
    let places = Double.significandBitCount - Int(value.exponent)
    guard (0...63).contains(places) else { return nil }
    return (UInt64(value.significandBitPattern | 1 << 52), 1 << UInt64(places))
  }
}
