/// Where in a picture the curves lie, and the axes that carry them.
struct PlotFrame {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let horizontal: FittedAxis
  let vertical: FittedAxis

  var right: Double { left + width }
  var bottom: Double { top + height }

  func x(_ value: Double) -> Double { left + width * horizontal.position(value) }
  func y(_ value: Double) -> Double { bottom - height * vertical.position(value) }

  /// Axes, ticks and titles, and the grid unless it would cover what is drawn.
  func drawAxes(hasGrid: Bool = true, into svg: inout SVGText) {
    let number = SVGText.number
    var grid = ""
    for tick in vertical.ticks { grid += "M\(number(left)) \(number(y(tick.value)))h\(number(hasGrid ? width : -4))" }
    for tick in horizontal.ticks {
      grid += "M\(number(x(tick.value))) \(number(bottom))v\(number(hasGrid ? -height : 4))"
    }
    svg.element("path", ["class": hasGrid ? "grid" : "axis", "d": grid])
    let corner = "M\(number(left)) \(number(top))v\(number(height))h\(number(width))"
    svg.element("path", ["class": "axis", "d": corner])
    for tick in vertical.ticks { svg.label(tick.label, at: left - 8, y(tick.value) + 4.5, anchor: "end") }
    for tick in horizontal.ticks { svg.label(tick.label, at: x(tick.value), bottom + 18, anchor: "middle") }
    svg.label(horizontal.axis.title, at: left + width / 2, bottom + 38, anchor: "middle")
    svg.append("<g transform=\"translate(14 \(SVGText.number(top + height / 2)))rotate(-90)\">")
    svg.label(vertical.axis.title, at: 0, 0, anchor: "middle")
    svg.append("</g>")
  }
}
