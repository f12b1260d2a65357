/// What an axis of a plot shows.
public struct PlotAxis: Sendable {
  /// What is counted along it.
  public var title: String
  /// How values are spread.
  public var scale: PlotScale
  /// How values are written.
  public var unit: PlotUnit

  /// An axis whose range follows from the data.
  public init(_ title: String, _ scale: PlotScale = .linear, unit: PlotUnit = .count) {
    self.title = title
    self.scale = scale
    self.unit = unit
  }
}
