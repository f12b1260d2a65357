/// Makes a curve small enough to draw and leaves its looks as they are.
package enum PlotReduction {
  /// The first, the lowest, the highest and the last point of every column of the picture, which is all that a line of
  /// that width can show.
  ///
  /// Source: Jugel, Jerzak, Hackenbroich and Markl, "M4: A Visualization-Oriented Time Series Data Aggregation",
  /// VLDB 2014.
  package static func reduced(_ points: [PlotPoint], columns: Int, column: (PlotPoint) -> Int) -> [PlotPoint] {
    guard points.count > columns else { return points }
    var result: [PlotPoint] = []
    var start = 0
    while start < points.count {
      let place = column(points[start])
      var (end, low, high) = (start + 1, start, start)
      while end < points.count, column(points[end]) == place {
        if points[end].y < points[low].y { low = end }
        if points[end].y > points[high].y { high = end }
        end += 1
      }
      for index in Set([start, low, high, end - 1]).sorted() { result.append(points[index]) }
      start = end
    }
    return result
  }
}
