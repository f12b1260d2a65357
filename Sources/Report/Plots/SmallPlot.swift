import Foundation

/// A curve in a picture so small that many stand side by side: its values by their numbers, and marks where it changed.
public struct SmallPlot: Sendable {
  /// A place that is marked.
  public struct Mark: Sendable {
    /// The value's index.
    public var index: Int
    /// Which way the mark points: up for the worse, down for the better.
    public var isWorse: Bool
    /// Whether it is filled.
    public var isCertain: Bool

    /// A mark.
    public init(_ index: Int, isWorse: Bool, isCertain: Bool) {
      self.index = index
      self.isWorse = isWorse
      self.isCertain = isCertain
    }
  }

  /// The picture's name.
  public var title: String
  /// What the picture shows, for those who hear it read.
  public var description: String
  /// The values in order; the first ``valueLimit``.
  public var values: [Double?]
  /// The marks.
  public var marks: [Mark] = []

  /// The most values in a picture.
  public static let valueLimit = 400
  /// The range is at least this fraction of the middle value, so that noise does not fill the picture.
  private static let leastRange = 0.2
  private static let (width, height) = (240.0, 64.0)
  private static let (left, right, top, bottom) = (6.0, 234.0, 10.0, 54.0)

  /// A plot without marks.
  public init(_ title: String, description: String, values: [Double?]) {
    self.title = title
    self.description = description
    self.values = values
  }

  /// The plot as an SVG element.
  ///
  /// - Parameter isStandalone: whether it is a file of its own rather than part of a page with ``PlotStyle/css``.
  public func svg(isStandalone: Bool = false) -> String {
    let shown = values.prefix(Self.valueLimit).map { $0.flatMap { $0.isFinite ? $0 : nil } }
    let places = shown.enumerated().compactMap { index, value in value.map { place(index, $0, of: shown) } }
    var svg = SVGText()
    svg.line("grid", Self.left, Self.bottom + 4, Self.right, Self.bottom + 4)
    let path = places.map { "\(SVGText.number($0.x)) \(SVGText.number($0.y))" }
    if path.count > 1 { svg.element("path", ["class": "curve s0", "d": "M" + path.joined(separator: "L")]) }
    if let last = places.last {
      svg.element(
        "circle", ["class": "b0", "cx": SVGText.number(last.x), "cy": SVGText.number(last.y), "r": "3"])
    }
    for mark in marks where shown.indices.contains(mark.index) {
      if let value = shown[mark.index] { draw(mark, at: place(mark.index, value, of: shown), into: &svg) }
    }
    return PlotPicture(title: title, description: description, width: Self.width, height: Self.height)
      .rendered(svg.text, isStandalone: isStandalone)
  }

  private func place(_ index: Int, _ value: Double, of shown: [Double?]) -> PlotPoint {
    let known = shown.compactMap(\.self)
    let (low, high) = (known.min() ?? 0, known.max() ?? 0)
    let middle = (low + high) / 2
    let range = max(high - low, Self.leastRange * abs(middle), .leastNormalMagnitude)
    let step = shown.count > 1 ? Double(index) / Double(shown.count - 1) : 0.5
    return PlotPoint(
      x: Self.left + step * (Self.right - Self.left),
      y: (Self.top + Self.bottom) / 2 - (value - middle) / range * (Self.bottom - Self.top))
  }

  /// A triangle at a place; its name tells what it means.
  private func draw(_ mark: Mark, at place: PlotPoint, into svg: inout SVGText) {
    let tip = mark.isWorse ? -7.0 : 7.0
    let corners = [(0, tip), (-5, -tip / 2), (5, -tip / 2)].map { x, y in
      "\(SVGText.number(place.x + x)) \(SVGText.number(place.y + y))"
    }
    let look = !mark.isCertain ? "unsure" : mark.isWorse ? "worse" : "better"
    let name = (mark.isWorse ? "worse" : "better") + (mark.isCertain ? "" : ", seen once")
    svg.element("path", ["class": look, "d": "M\(corners.joined(separator: "L"))Z"], "<title>\(name)</title>")
  }
}
