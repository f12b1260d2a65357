/// Bars of parts, one below the other.
public struct BarPlot: Sendable {
  /// A bar.
  public struct Bar: Sendable {
    /// What the bar is.
    public var label: String
    /// The lengths of its parts, in the order of ``BarPlot/parts``; what is negative or no number counts as nothing.
    public var values: [Double]

    /// A bar.
    public init(_ label: String, _ values: [Double]) {
      self.label = label
      self.values = values
    }
  }

  /// The picture's name.
  public var title: String
  /// What the picture shows, for those who hear it read.
  public var description: String
  /// What the parts are.
  public var parts: [String]
  /// The bars from the top; the first ``barLimit`` are drawn.
  public var bars: [Bar]
  /// How lengths are written.
  public var unit: PlotUnit
  /// A length that has a name, such as a bound.
  public var marker: PlotMarker?

  /// The most bars in a picture.
  public static let barLimit = 32
  /// The most parts of a bar.
  public static let partLimit = PlotStyle.colourCount

  /// A plot of bars.
  public init(_ title: String, description: String, parts: [String], bars: [Bar], unit: PlotUnit = .count) {
    self.title = title
    self.description = description
    self.parts = parts
    self.bars = bars
    self.unit = unit
  }
}
