/// Puts labels of markers in rows so that none covers another.
package enum MarkerRows {
  /// A label and the place of its middle.
  package struct Placed {
    package let label: String
    package let x: Double
    /// The middle of the text, which keeps within the picture.
    package let middle: Double
    /// 0 is the row next to the plot.
    package let row: Int
  }

  /// Places labels, given from left to right, each in the first row that has room.
  package static func place(_ markers: [(label: String, x: Double)], from left: Double, to right: Double) -> [Placed] {
    var rowEnds: [Double] = []
    return markers.map { label, x in
      let half = SVGText.width(label) / 2
      let middle = max(left + half, min(right - half, x))
      let row = rowEnds.firstIndex { $0 <= middle - half } ?? rowEnds.count
      if row == rowEnds.count { rowEnds.append(0) }
      rowEnds[row] = middle + half + 8
      return Placed(label: label, x: x, middle: middle, row: row)
    }
  }
}
