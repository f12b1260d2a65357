/// A value of the horizontal axis that has a name, such as the capacity of a structure.
public struct PlotMarker: Sendable {
  /// The value.
  public var x: Double
  /// Its name.
  public var label: String

  /// A marker.
  public init(_ label: String, at x: Double) {
    self.label = label
    self.x = x
  }
}
