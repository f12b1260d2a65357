extension LinePlot {
  /// The picture's width in its own units.
  package static let width = 720.0
  /// The height of the part with the curves.
  package static let plotHeight = 260.0
  /// How many places along the horizontal axis show their values when pointed at.
  static let zoneLimit = 48
  private static let rowHeight = 18.0

  /// The plot as an SVG element; its size does not depend on the number of points.
  ///
  /// - Parameter isStandalone: whether it is a file of its own rather than part of a page with ``PlotStyle/css``.
  public func svg(isStandalone: Bool = false) -> String {
    let curves = series.prefix(Self.seriesLimit).map { curve in
      PlotSeries(
        MarkupText.shortened(curve.name, to: 60), curve.points.filter { $0.x.isFinite && $0.y.isFinite })
    }
    let names = legendRows(curves.map(\.name))
    let shown = markers.prefix(Self.markerLimit).filter(\.x.isFinite).sorted { ($0.x, $0.label) < ($1.x, $1.label) }
    let flat = frame(curves, shown, top: 0)
    let labels = MarkerRows.place(
      shown.map { (MarkupText.shortened($0.label, to: 24), flat.x($0.x)) }, from: flat.left, to: flat.right)
    let markerRows = Double((labels.map(\.row).max() ?? -1) + 1)
    let frame = frame(curves, shown, top: 10 + Self.rowHeight * (Double(names.count) + markerRows))
    var svg = SVGText()
    drawLegend(names, frame, into: &svg)
    frame.drawAxes(into: &svg)
    drawMarkers(labels, frame, into: &svg)
    for (index, curve) in curves.enumerated() { draw(curve, index, frame, into: &svg) }
    drawReadings(curves, frame, into: &svg)
    return PlotPicture(title: title, description: description, width: Self.width, height: frame.bottom + 48)
      .rendered(svg.text, isStandalone: isStandalone)
  }

  private func frame(_ curves: [PlotSeries], _ markers: [PlotMarker], top: Double) -> PlotFrame {
    let points = curves.flatMap(\.points)
    let fittedX = FittedAxis(
      horizontal, to: points.map(\.x) + markers.map(\.x), endsAtTicks: false, tickCount: 10)
    let fittedY = FittedAxis(vertical, to: points.map(\.y), endsAtTicks: true, tickCount: 5)
    let left = 34 + (fittedY.ticks.map { SVGText.width($0.label) }.max() ?? 0)
    return PlotFrame(
      left: left, top: top, width: Self.width - left - 24, height: Self.plotHeight, horizontal: fittedX,
      vertical: fittedY)
  }

  // MARK: The legend

  /// Names with their series, in rows that fit; one curve alone needs none.
  private func legendRows(_ names: [String]) -> [[(index: Int, name: String)]] {
    guard names.count > 1 else { return [] }
    var rows: [[(index: Int, name: String)]] = [[]]
    var used = 0.0
    for (index, name) in names.enumerated() {
      let width = 46 + SVGText.width(name)
      if used + width > Self.width - 60, used > 0 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((index, name))
      used += width
    }
    return rows
  }

  private func drawLegend(_ rows: [[(index: Int, name: String)]], _ frame: PlotFrame, into svg: inout SVGText) {
    for (row, entries) in rows.enumerated() {
      var x = frame.left
      let y = 14 + Self.rowHeight * Double(row)
      for (index, name) in entries {
        svg.line("curve s\(index)", x, y - 4, x + 24, y - 4)
        svg.label(name, at: x + 30, y)
        x += 46 + SVGText.width(name)
      }
    }
  }

  // MARK: Markers and curves

  private func drawMarkers(_ labels: [MarkerRows.Placed], _ frame: PlotFrame, into svg: inout SVGText) {
    for label in labels {
      let y = frame.top - 6 - Self.rowHeight * Double(label.row)
      svg.line("mark", label.x, y + 3, label.x, frame.bottom)
      svg.label(label.label, at: label.middle, y, anchor: "middle", className: "small")
    }
  }

  private func draw(_ curve: PlotSeries, _ index: Int, _ frame: PlotFrame, into svg: inout SVGText) {
    let columns = Int(frame.width / 2)
    let points = PlotReduction.reduced(curve.points, columns: columns) { Int(frame.x($0.x) / 2) }
    guard let first = points.first else { return }
    if points.count == 1 {
      let place = [frame.x(first.x), frame.y(first.y)].map(SVGText.number)
      svg.element("circle", ["class": "b\(index)", "cx": place[0], "cy": place[1], "r": "4"])
      return
    }
    let path = points.map { "\(SVGText.number(frame.x($0.x))) \(SVGText.number(frame.y($0.y)))" }
    svg.element("path", ["class": "curve s\(index)", "d": "M" + path.joined(separator: "L")])
  }

  // MARK: Values where somebody points

  private func drawReadings(_ curves: [PlotSeries], _ frame: PlotFrame, into svg: inout SVGText) {
    let places = readingPlaces(curves, frame)
    for (index, value) in places.enumerated() {
      let x = frame.x(value)
      let start = index == 0 ? frame.left : (frame.x(places[index - 1]) + x) / 2
      let end = index == places.count - 1 ? frame.right : (x + frame.x(places[index + 1])) / 2
      svg.append("<g class=\"zone\">")
      svg.element(
        "rect",
        [
          "class": "hit", "x": SVGText.number(start), "y": SVGText.number(frame.top),
          "width": SVGText.number(end - start), "height": SVGText.number(frame.height),
        ])
      svg.append("<g class=\"read\">")
      svg.line("axis", x, frame.top, x, frame.bottom)
      let anchor = x < frame.left + frame.width / 2 ? "start" : "end"
      for (row, line) in reading(at: value, curves).enumerated() {
        svg.label(
          line, at: anchor == "start" ? x + 6 : x - 6, frame.top + 16 + 17 * Double(row), anchor: anchor)
      }
      svg.append("</g></g>")
    }
  }

  /// Points of the first curve that has any, not more than there is room for.
  private func readingPlaces(_ curves: [PlotSeries], _ frame: PlotFrame) -> [Double] {
    let all = curves.first { !$0.points.isEmpty }?.points.map(\.x) ?? []
    var places: [Double] = []
    let gap = frame.width / Double(Self.zoneLimit)
    for value in all where places.last.map({ frame.x(value) - frame.x($0) >= gap }) ?? true { places.append(value) }
    return places
  }

  private func reading(at value: Double, _ curves: [PlotSeries]) -> [String] {
    let values = curves.compactMap { curve in
      Self.value(of: curve, at: value).map { (curve.name, vertical.unit.text($0)) }
    }
    let place = "\(horizontal.unit.text(value)) \(horizontal.title)"
    return [place] + values.map { curves.count == 1 ? $1 : "\(MarkupText.shortened($0, to: 20)): \($1)" }
  }

  /// The last value at or before a place.
  private static func value(of curve: PlotSeries, at x: Double) -> Double? {
    var (low, high) = (0, curve.points.count)
    while low < high {
      let middle = (low + high) / 2
      if curve.points[middle].x <= x { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : curve.points[low - 1].y
  }
}
