import Foundation

/// Which shade a value of a heatmap has.
package struct HeatmapRamp {
  /// The lowest value of each shade; the shades are numbered from 1.
  package let thresholds: [Double]

  /// A ramp in equal steps, or in equal ratios where the highest value is more than 64 times the lowest. Between whole
  /// numbers it steps at whole numbers.
  package init(_ cells: [[Double]]) {
    let values = cells.joined().filter { $0 > 0 }
    guard let low = values.min(), let high = values.max() else {
      thresholds = []
      return
    }
    let count = PlotStyle.rampCount
    let steps = (0..<count).map { step in
      let part = Double(step) / Double(count)
      return high / low > 64 ? low * pow(high / low, part) : low + (high - low) * part
    }
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    thresholds = Set(isWhole ? steps.map { $0.rounded() } : steps).sorted()
  }

  /// The shade's number; 0 for nothing at all.
  package func shade(_ value: Double) -> Int {
    guard value > 0 else { return 0 }
    // The lowest shade's own limit may have been rounded past the lowest value.
    return max(1, (thresholds.lastIndex { value >= $0 } ?? 0) + 1)
  }

  /// The class of a shade: fewer shades than there are classes are spread over them, and a single one is the darkest.
  package func className(_ shade: Int) -> Int {
    guard thresholds.count > 1 else { return PlotStyle.rampCount }
    return 1 + (shade - 1) * (PlotStyle.rampCount - 1) / (thresholds.count - 1)
  }
}
