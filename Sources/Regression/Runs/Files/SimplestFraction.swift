/// The fraction that a floating-point number stands for: 1/3 for 0.3333333333333333.
///
/// Google Benchmark writes counters as floating-point numbers. The fractions keep their order, differ where they differ, and
/// equal the ratio of integers that our own files have.
struct SimplestFraction: Equatable {
  /// What is above the line.
  let numerator: UInt64
  /// What is below it.
  let denominator: UInt64

  /// The first convergent of a number's continued fraction that rounds to it; `nil` if its parts would not fit.
  ///
  /// A fraction of small parts is a convergent of each number that rounds to it: Hardy and Wright, "An Introduction to the
  /// Theory of Numbers", theorem 184.
  init?(_ value: Double) {
    // Each integer below has a number of its own.
    guard value >= 0, value <= 0x1p53 else { return nil }
    var (numerator, denominator) = (1.0, 0.0)
    var (lastNumerator, lastDenominator) = (0.0, 1.0)
    // Euclid's algorithm on value and 1: every remainder is a multiple of value's last bit, and so exact.
    var (dividend, divisor) = (value, 1.0)
    while divisor > 0 {
      let quotient = (dividend / divisor).rounded(.down)
      (numerator, lastNumerator) = (quotient * numerator + lastNumerator, numerator)
      (denominator, lastDenominator) = (quotient * denominator + lastDenominator, denominator)
      guard numerator <= 0x1p53, denominator <= 0x1p53 else { return nil }
      if numerator / denominator == value { break }
      (dividend, divisor) = (divisor, dividend.truncatingRemainder(dividingBy: divisor))
    }
    guard numerator / denominator == value else { return nil }
    (self.numerator, self.denominator) = (UInt64(numerator), UInt64(denominator))
  }
}
