extension Heatmap {
  private static let plotHeight = 260.0

  /// The heatmap as an SVG element, of at most about 80 KB.
  ///
  /// - Parameter isStandalone: whether it is a file of its own rather than part of a page with ``PlotStyle/css``.
  public func svg(isStandalone: Bool = false) -> String {
    let cells = cells
    let ramp = HeatmapRamp(cells)
    let frame = frame()
    var svg = SVGText()
    drawLegend(ramp, frame, into: &svg)
    if let columnCount = cells.first?.count, columnCount > 0 {
      let scale = [frame.width / Double(columnCount), frame.height / Double(cells.count)].map(Self.factor)
      let place = "\(SVGText.number(frame.left)) \(SVGText.number(frame.top))"
      svg.append("<g transform=\"translate(\(place))scale(\(scale[0]) \(scale[1]))\" shape-rendering=\"crispEdges\">")
      for shade in 1..<ramp.thresholds.count + 1 { draw(shade, cells, ramp, into: &svg) }
      svg.append("</g>")
    }
    frame.drawAxes(hasGrid: false, into: &svg)
    return PlotPicture(title: title, description: description, width: LinePlot.width, height: frame.bottom + 48)
      .rendered(svg.text, isStandalone: isStandalone)
  }

  private func frame() -> PlotFrame {
    let fittedX = FittedAxis(horizontal, to: [], endsAtTicks: false, tickCount: 8)
    let fittedY = FittedAxis(vertical, to: [], endsAtTicks: false, tickCount: 5)
    let left = 34 + (fittedY.ticks.map { SVGText.width($0.label) }.max() ?? 0)
    return PlotFrame(
      left: left, top: 42, width: LinePlot.width - left - 24, height: Self.plotHeight, horizontal: fittedX,
      vertical: fittedY)
  }

  /// The cells of one shade: lines one cell thick through the middle of their row, neighbours in one piece.
  private func draw(_ shade: Int, _ cells: [[Double]], _ ramp: HeatmapRamp, into svg: inout SVGText) {
    var path = ""
    for (row, values) in cells.enumerated() {
      var column = 0
      while column < values.count {
        guard ramp.shade(values[column]) == shade else {
          column += 1
          continue
        }
        let start = column
        while column < values.count, ramp.shade(values[column]) == shade { column += 1 }
        path += "M\(start) \(cells.count - 1 - row).5h\(column - start)"
      }
    }
    if !path.isEmpty { svg.element("path", ["class": "h\(ramp.className(shade))", "d": path]) }
  }

  private func drawLegend(_ ramp: HeatmapRamp, _ frame: PlotFrame, into svg: inout SVGText) {
    svg.label(valueTitle, at: frame.left, 16)
    var x = frame.left + SVGText.width(valueTitle) + 16
    for (index, threshold) in ramp.thresholds.enumerated() {
      let label = "\(index == 0 ? "" : "≥ ")\(valueUnit.text(threshold))"
      svg.element(
        "rect",
        [
          "class": "k\(ramp.className(index + 1))", "x": SVGText.number(x), "y": "6", "width": "12", "height": "12",
        ])
      svg.label(label, at: x + 16, 16, className: "small")
      x += 26 + 0.92 * SVGText.width(label)
    }
  }

  private static func factor(_ value: Double) -> String { NumberText.significant(value, digits: 6) }
}
