extension BarPlot {
  private static let barHeight = 22.0
  private static let rowHeight = 32.0
  /// The most characters of a bar's label.
  private static let labelLimit = 40

  /// The bars as an SVG element.
  ///
  /// - Parameter isStandalone: whether it is a file of its own rather than part of a page with ``PlotStyle/css``.
  public func svg(isStandalone: Bool = false) -> String {
    let shown = bars.prefix(Self.barLimit).map { bar in
      Bar(
        MarkupText.shortened(bar.label, to: Self.labelLimit),
        bar.values.prefix(min(parts.count, Self.partLimit)).map { $0.isFinite ? max(0, $0) : 0 })
    }
    let totals = shown.map { $0.values.reduce(0, +) }
    let left = 16 + (shown.map { SVGText.width($0.label) }.max() ?? 0)
    let room = LinePlot.width - left - 28 - (totals.map { SVGText.width(unit.text($0)) }.max() ?? 0)
    let longest = max(totals.max() ?? 0, marker?.x ?? 0)
    let scale = longest > 0 ? room / longest : 0
    var svg = SVGText()
    let top = drawLegend(from: left, into: &svg) + (marker == nil ? 0 : 18)
    let height = top + Self.rowHeight * Double(shown.count)
    var ends: [Double] = []
    for (index, bar) in shown.enumerated() {
      let y = top + Self.rowHeight * Double(index)
      svg.label(bar.label, at: left - 8, y + 16, anchor: "end")
      ends.append(draw(bar, from: left, y, scale, into: &svg))
    }
    if let marker, marker.x.isFinite {
      let x = left + max(0, marker.x) * scale
      svg.line("mark", x, top - 4, x, height - Self.rowHeight + Self.barHeight + 4)
      svg.label(MarkupText.shortened(marker.label, to: 24), at: x, top - 8, anchor: "middle", className: "small")
    }
    for (index, end) in ends.enumerated() {
      svg.label(unit.text(totals[index]), at: end + 6, top + Self.rowHeight * Double(index) + 16, className: "over")
    }
    return PlotPicture(title: title, description: description, width: LinePlot.width, height: height)
      .rendered(svg.text, isStandalone: isStandalone)
  }

  /// Draws a bar's parts.
  ///
  /// - Returns: where it ends.
  private func draw(_ bar: Bar, from left: Double, _ y: Double, _ scale: Double, into svg: inout SVGText) -> Double {
    var x = left
    for (part, value) in bar.values.enumerated() where value > 0 {
      // What is there is seen, however small.
      let width = max(2, value * scale)
      svg.append("<g><title>\(MarkupText.escaped("\(bar.label), \(parts[part]): \(unit.text(value))"))</title>")
      svg.element(
        "rect",
        [
          "class": "b\(part)", "x": SVGText.number(x), "y": SVGText.number(y), "width": SVGText.number(width),
          "height": SVGText.number(Self.barHeight),
        ])
      svg.append("</g>")
      x += width
    }
    return x
  }

  /// Draws what the parts are, if there are several.
  ///
  /// - Returns: where the bars begin.
  private func drawLegend(from left: Double, into svg: inout SVGText) -> Double {
    guard parts.count > 1 else { return 4 }
    var (x, y) = (left, 14.0)
    for (index, part) in parts.prefix(Self.partLimit).enumerated() {
      let name = MarkupText.shortened(part, to: 60)
      let width = 40 + SVGText.width(name)
      if x > left, x + width > LinePlot.width {
        (x, y) = (left, y + 18)
      }
      let corner = [x, y - 11].map(SVGText.number)
      svg.element(
        "rect", ["class": "b\(index)", "x": corner[0], "y": corner[1], "width": "14", "height": "14"])
      svg.label(name, at: x + 20, y)
      x += width
    }
    return y + 14
  }
}
