/// A curve drawn with characters.
public struct TerminalPlot: Sendable {
  /// The horizontal axis.
  public var horizontal: PlotAxis
  /// The vertical axis.
  public var vertical: PlotAxis
  /// The curve's points from left to right; those that are not finite are left out.
  public var points: [PlotPoint]
  /// Values of the horizontal axis that have names.
  public var markers: [PlotMarker]
  /// How many characters wide the curve's area is, 16 to 200.
  public let width: Int
  /// How many lines high it is, 4 to 60.
  public let height: Int

  /// A plot.
  public init(
    horizontal: PlotAxis, vertical: PlotAxis, points: [PlotPoint], markers: [PlotMarker] = [], width: Int = 60,
    height: Int = 11
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    self.markers = markers.filter(\.x.isFinite).sorted { ($0.x, $0.label) < ($1.x, $1.label) }
    self.width = min(200, max(16, width))
    self.height = min(60, max(4, height))
  }

  /// The lines, each with a newline at its end: what is counted, labels of markers, the curve beside its axis, ticks.
  public func rendered(as letters: TerminalLetters) -> String {
    let fittedX = FittedAxis(
      horizontal, to: points.map(\.x) + markers.map(\.x), endsAtTicks: false, tickCount: width / 6)
    let fittedY = FittedAxis(vertical, to: points.map(\.y), endsAtTicks: true, tickCount: max(2, height / 2))
    var canvas = TerminalCanvas(width: width, height: height, letters: letters)
    draw(fittedX, fittedY, on: &canvas)
    let labels = rowLabels(fittedY, canvas)
    let margin = labels.map(\.count).max() ?? 0
    let indent = String(repeating: " ", count: margin + 2)
    let bar = letters == .unicode ? "│" : "|"
    let body = zip(labels, canvas.lines).map { label, line in
      String(repeating: " ", count: margin - label.count) + label + " " + bar + line
    }
    let above = [vertical.title] + markerLines(fittedX, canvas).map { indent + $0 }
    let below = [indent.dropLast() + ruler(fittedX, canvas)] + tickLines(fittedX, canvas).map { indent + $0 }
    return (above + body + below).map { Self.trimmed($0) + "\n" }.joined()
  }

  private func draw(_ fittedX: FittedAxis, _ fittedY: FittedAxis, on canvas: inout TerminalCanvas) {
    for marker in markers { canvas.mark(column: canvas.cell(x: fittedX.position(marker.x), y: 0).column) }
    let reduced = PlotReduction.reduced(points, columns: 2 * width) {
      Int(fittedX.position($0.x) * Double(2 * width))
    }
    let places = reduced.map { (x: fittedX.position($0.x), y: fittedY.position($0.y)) }
    for (start, end) in zip(places.prefix(1) + places, places) { canvas.draw(from: start, to: end) }
  }

  // MARK: Words around the curve

  private func rowLabels(_ fittedY: FittedAxis, _ canvas: TerminalCanvas) -> [String] {
    var labels = [String](repeating: "", count: height)
    for tick in fittedY.ticks { labels[canvas.cell(x: 0, y: fittedY.position(tick.value)).row] = tick.label }
    return labels
  }

  private func ruler(_ fittedX: FittedAxis, _ canvas: TerminalCanvas) -> String {
    let (corner, rule, tick) = canvas.letters == .unicode ? ("└", "─", "┬") : ("+", "-", "+")
    let columns = Set(fittedX.ticks.map { canvas.cell(x: fittedX.position($0.value), y: 0).column })
    return corner + (0..<width).map { columns.contains($0) ? tick : rule }.joined()
  }

  private func tickLines(_ fittedX: FittedAxis, _ canvas: TerminalCanvas) -> [String] {
    let places = fittedX.ticks.map { ($0.label, canvas.cell(x: fittedX.position($0.value), y: 0).column) }
    // Numbers that find no room are left out: those beside them say enough.
    let numbers = Self.rows(places, width: width + 4).first ?? ""
    return [numbers, Self.centred(horizontal.title, width)]
  }

  /// Labels of markers above their columns, the lowest line last.
  private func markerLines(_ fittedX: FittedAxis, _ canvas: TerminalCanvas) -> [String] {
    let places = markers.map { ($0.label, canvas.cell(x: fittedX.position($0.x), y: 0).column) }
    return Self.rows(places, width: width + 4).reversed()
  }

  /// Puts labels, given from left to right, around their columns, each in the first of at most four rows with room.
  private static func rows(_ places: [(label: String, column: Int)], width: Int) -> [String] {
    var rows: [String] = []
    for (label, column) in places {
      let label = String(label.prefix(width))
      let start = max(0, min(width - label.count, column - label.count / 2))
      let row = rows.firstIndex { $0.isEmpty || $0.count + 1 <= start } ?? rows.count
      if row == 4 { continue }
      if row == rows.count { rows.append("") }
      rows[row] += String(repeating: " ", count: start - rows[row].count) + label
    }
    return rows
  }

  private static func centred(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, (width - text.count) / 2)) + text
  }

  private static func trimmed(_ line: String) -> String {
    var end = line.endIndex
    while end > line.startIndex, line[line.index(before: end)] == " " { end = line.index(before: end) }
    return String(line[..<end])
  }
}
