import Foundation

/// How values are spread along an axis.
public enum PlotScale: Sendable {
  /// Equal differences are equally far apart.
  case linear
  /// Equal ratios are equally far apart, and ticks are powers of two.
  case log2
  /// Equal ratios are equally far apart, and ticks are powers of ten.
  case log10

  /// A value in the scale's own units; a value without a logarithm lies infinitely far down.
  func units(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .log2: value > 0 ? Foundation.log2(value) : -.infinity
    case .log10: value > 0 ? Foundation.log10(value) : -.infinity
    }
  }
}
