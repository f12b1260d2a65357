/// A curve of a plot.
public struct PlotSeries: Sendable {
  /// What the curve is.
  public var name: String
  /// Its points, from left to right; those with a coordinate that is not finite are left out.
  public var points: [PlotPoint]

  /// A curve.
  public init(_ name: String, _ points: [PlotPoint]) {
    self.name = name
    self.points = points
  }
}
