/// What an axis of a plot shows.
public struct PlotAxis: Sendable {
  /// What is counted along it.
  public var title: String
  /// How values are spread.
  public var scale: PlotScale
  /// How values are written.
  public var unit: PlotUnit
  /// Values that are within the range whatever the data; `nil` where the range follows from the data.
  public var range: ClosedRange<Double>?

  /// Whether only whole numbers have ticks.
  public var hasWholeTicks = false
  /// Whether a linear vertical axis shows zero.
  public var beginsAtZero = true

  /// An axis.
  public init(
    _ title: String, _ scale: PlotScale = .linear, unit: PlotUnit = .count, range: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.scale = scale
    self.unit = unit
    self.range = range
  }
}
