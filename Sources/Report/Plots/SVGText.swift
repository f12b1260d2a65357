/// A drawing as it is written, element by element.
package struct SVGText {
  private(set) var text = ""

  /// A coordinate with at most one decimal, which is finer than a screen shows.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(max(value, -1e9), 1e9) * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }

  /// Writes an element; values of attributes are escaped, the content is not.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String? = nil) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(MarkupText.escaped(value))\"" }
    text += content.map { ">\($0)</\(name)>" } ?? "/>"
  }

  /// Writes a line from one point to another.
  mutating func line(_ className: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    let numbers = [x1, y1, x2, y2].map(Self.number)
    element("path", ["class": className, "d": "M\(numbers[0]) \(numbers[1])L\(numbers[2]) \(numbers[3])"])
  }

  /// Writes text; `anchor` is `start`, `middle` or `end`.
  mutating func label(_ content: String, at x: Double, _ y: Double, anchor: String = "start", className: String = "") {
    let place = " x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    let look = className.isEmpty ? "" : " class=\"\(className)\""
    let side = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
    text += "<text\(place)\(look)\(side)>\(MarkupText.escaped(content))</text>"
  }

  /// Writes what is text already.
  mutating func append(_ markup: String) { text += markup }

  /// About how wide a text is at the plots' size of letters.
  package static func width(_ text: String) -> Double { 7.2 * Double(text.count) }
}
