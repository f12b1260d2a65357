/// The frame around a plot's drawing: its size, its name and a description for those who hear it read.
struct PlotPicture {
  let title: String
  let description: String
  let width: Double
  let height: Double

  /// The whole element.
  ///
  /// - Parameter isStandalone: whether it is a file of its own, which has to say what it is and how it looks.
  func rendered(_ drawing: String, isStandalone: Bool) -> String {
    let space = isStandalone ? " xmlns=\"http://www.w3.org/2000/svg\"" : ""
    let style = isStandalone ? "<style>\(PlotStyle.css)</style>" : ""
    let box = "0 0 \(SVGText.number(width)) \(SVGText.number(height))"
    return
      "<svg\(space) class=\"plot\" role=\"img\" viewBox=\"\(box)\"><title>\(MarkupText.escaped(MarkupText.shortened(title)))</title>"
      + "<desc>\(MarkupText.escaped(MarkupText.shortened(description, to: 400)))</desc>\(style)\(drawing)</svg>"
  }
}
