/// A part of a page: a heading and what stands under it. Text is escaped as it is added.
public struct HTMLSection: Sendable {
  /// The heading.
  public let title: String
  /// Whether nothing was added.
  public var isEmpty: Bool { body.isEmpty }

  private var body = ""

  /// The most rows of a table that are shown; the rest is counted.
  public static let rowLimit = 200

  /// A section with nothing under its heading.
  public init(_ title: String) { self.title = title }

  /// Adds a paragraph.
  public mutating func addParagraph(_ text: String) { body += "<p>\(MarkupText.escaped(text))</p>\n" }

  /// Adds sentences as a list.
  public mutating func addList(_ items: [String]) {
    guard !items.isEmpty else { return }
    body += "<ul>" + items.map { "<li>\(MarkupText.escaped($0))</li>\n" }.joined() + "</ul>\n"
  }

  /// Adds a picture, which is SVG text, and a line that says what to see in it.
  public mutating func addFigure(_ svg: String, caption: String) {
    body += "<figure><div class=\"wide\">\(svg)</div><figcaption>\(MarkupText.escaped(caption))</figcaption></figure>\n"
  }

  /// Adds a table; of its rows, the first ``rowLimit``.
  public mutating func addTable(_ table: Table, caption: String = "") {
    let head = table.columns.map { cell("th scope=\"col\"", "th", $0.title, isNumeric: $0.isNumeric) }.joined()
    let hasHead = table.columns.contains { !$0.title.isEmpty }
    let rows = table.rows.prefix(Self.rowLimit).map { row in
      "<tr>" + zip(table.columns, row).map { cell("td", "td", $1, isNumeric: $0.isNumeric) }.joined() + "</tr>\n"
    }
    let title = caption.isEmpty ? "" : "<caption>\(MarkupText.escaped(caption))</caption>"
    body += "<div class=\"wide\"><table>\(title)" + (hasHead ? "<thead><tr>\(head)</tr></thead>" : "")
    body += "<tbody>\n\(rows.joined())</tbody></table></div>\n"
    let rest = table.rows.count - rows.count
    if rest > 0 { addParagraph("… and \(NumberText.grouped(UInt64(rest))) more \(rest == 1 ? "row" : "rows").") }
  }

  /// The section, with an anchor.
  package func rendered(id: String) -> String {
    "<section id=\"\(id)\"><h2>\(MarkupText.escaped(title))</h2>\n\(body)</section>\n"
  }

  private func cell(_ opening: String, _ closing: String, _ text: String, isNumeric: Bool) -> String {
    let shown = MarkupText.escaped(isNumeric ? Self.thinlySpaced(text) : MarkupText.shortened(text))
    return "<\(opening)\(isNumeric ? " class=\"n\"" : "")>\(shown)</\(closing)>"
  }

  /// A number with thin spaces between its thousands, which no line break parts.
  private static func thinlySpaced(_ text: String) -> String {
    String(MarkupText.shortened(text, to: 80).map { $0 == " " ? "\u{202F}" : $0 })
  }
}
