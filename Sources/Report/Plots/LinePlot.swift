/// Curves over one horizontal axis.
public struct LinePlot: Sendable {
  /// The picture's name, which also stands for it where it cannot be seen.
  public var title: String
  /// What the picture shows, in a sentence or two, for those who hear it read.
  public var description: String
  /// The horizontal axis.
  public var horizontal: PlotAxis
  /// The vertical axis.
  public var vertical: PlotAxis
  /// The curves; the first ``seriesLimit`` are drawn.
  public var series: [PlotSeries]
  /// Values of the horizontal axis that have names; the first ``markerLimit`` are drawn.
  public var markers: [PlotMarker]

  /// The most curves in a picture: more could not be told apart.
  public static let seriesLimit = PlotStyle.colourCount
  /// The most markers in a picture.
  public static let markerLimit = 16

  /// A plot.
  public init(
    _ title: String, description: String, horizontal: PlotAxis, vertical: PlotAxis, series: [PlotSeries],
    markers: [PlotMarker] = []
  ) {
    self.title = title
    self.description = description
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
    self.markers = markers
  }
}
