import Foundation

/// An axis with the range and the ticks that fit its data.
package struct FittedAxis {
  let axis: PlotAxis
  package let ticks: [PlotTick]
  /// The range in the scale's units.
  private let low: Double
  private let high: Double

  /// Fits an axis to values; those that are not finite, or have no logarithm on a logarithmic axis, do not count.
  ///
  /// - Parameters:
  ///   - isWhole: whether the range ends at ticks, as a vertical axis does; a linear one then begins at zero unless it says not to.
  ///   - tickCount: about how many ticks there is room for.
  package init(_ axis: PlotAxis, to values: [Double], endsAtTicks isWhole: Bool, tickCount: Int) {
    self.axis = axis
    let values = values + (axis.range.map { [$0.lowerBound, $0.upperBound] } ?? [])
    let units = values.filter(\.isFinite).map(axis.scale.units).filter(\.isFinite)
    var low = units.min() ?? 0
    var high = units.max() ?? 1
    if axis.scale == .linear && isWhole && axis.beginsAtZero { low = min(0, low) }
    let fitting = Self.step(axis.scale, span: high - low, tickCount: tickCount)
    let step = axis.hasWholeTicks ? max(1, fitting) : fitting
    if isWhole {
      low = (low / step).rounded(.down) * step
      high = (high / step).rounded(.up) * step
    }
    if high - low < step * 1e-9 { high = low + step }
    self.low = low
    self.high = high
    ticks = Self.ticks(axis, from: low, through: high, step: step)
  }

  /// Where a value lies: 0 is the axis's beginning, 1 its end; what is outside is held at the edge.
  package func position(_ value: Double) -> Double {
    let units = axis.scale.units(value)
    guard !units.isNaN else { return 0 }
    return min(1, max(0, (units - low) / (high - low)))
  }

  /// The distance of ticks in the scale's units: 1, 2 or 5 times a power of ten; on a logarithmic axis, whole powers.
  private static func step(_ scale: PlotScale, span: Double, tickCount: Int) -> Double {
    let rough = span / Double(max(1, tickCount))
    if scale != .linear { return max(1, rough.rounded(.up)) }
    guard rough > 0 else { return 1 }
    let decade = pow(10, Foundation.log10(rough).rounded(.down))
    return decade * ([1, 2, 5].first { $0 * decade >= rough * 0.999_999 } ?? 10)
  }

  private static func ticks(_ axis: PlotAxis, from low: Double, through high: Double, step: Double) -> [PlotTick] {
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first <= last, last - first <= 64 else { return [] }
    return stride(from: first, through: last, by: 1).map { index in
      let units = index * step
      let value =
        switch axis.scale {
        case .linear: units
        case .log2: exp2(units)
        case .log10: pow(10, units)
        }
      return PlotTick(value: value, label: axis.unit.text(value))
    }
  }
}
