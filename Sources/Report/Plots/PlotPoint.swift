/// A point of a curve.
public struct PlotPoint: Equatable, Sendable {
  /// Where it lies along the horizontal axis.
  public var x: Double
  /// Where it lies along the vertical axis.
  public var y: Double

  /// A point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
