/// Logarithm, exponential and power by additions, multiplications and divisions alone.
///
/// IEEE 754 fixes the result of those to the last bit, and Swift never fuses them; the C library's `pow` differs in its
/// last bits from one version and processor to the next. With these, a seed gives the same Zipf stream everywhere.
package enum ElementaryFunctions {
  private static let ln2 = 0.693147180559945309417232121458

  /// The natural logarithm of a positive normal number: x = 2^k · m, ln m = 2 artanh((m − 1)/(m + 1)).
  package static func logarithm(_ x: Double) -> Double {
    let isUpperHalf = x.significand > 1.4142135623730951
    let m = isUpperHalf ? x.significand / 2 : x.significand
    let exponent = Double(x.exponent) + (isUpperHalf ? 1 : 0)
    let z = (m - 1) / (m + 1)
    let square = z * z
    var sum = 0.0
    // |z| < 0.172: the term of z²³ is below a double's precision.
    var divisor = 23.0
    while divisor > 0 {
      sum = sum * square + 1 / divisor
      divisor -= 2
    }
    return exponent * ln2 + 2 * z * sum
  }

  /// e^x for −700 < x < 700: x = k ln 2 + r, and the Taylor series of r.
  package static func exponential(_ x: Double) -> Double {
    let k = (x / ln2).rounded()
    let r = x - k * ln2
    var sum = 1.0
    // |r| < 0.35: the eighteenth term is below a double's precision.
    var divisor = 18.0
    while divisor > 0 {
      sum = 1 + sum * r / divisor
      divisor -= 1
    }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }

  /// x to the power y, for positive x.
  package static func power(_ x: Double, _ y: Double) -> Double { exponential(y * logarithm(x)) }
}
