/// A part of a page: a heading and what stands under it. Text is escaped as it is added.
public struct HTMLSection: Sendable {
  /// The heading.
  public let title: String
  /// Whether nothing was added.
  public var isEmpty: Bool { body.isEmpty }

  /// About how long the section is, in bytes.
  public var byteCount: Int { body.utf8.count }

  private var body = ""

  /// Texts of more characters may be broken into lines within a table.
  private static let longestWord = 16

  /// The most rows of a table that are shown; the rest is counted.
  public static let rowLimit = 200

  /// A section with nothing under its heading.
  public init(_ title: String) { self.title = title }

  /// Adds a paragraph.
  public mutating func addParagraph(_ text: String) { body += "<p>\(Self.prose(text))</p>\n" }

  /// Adds sentences as a list.
  public mutating func addList(_ items: [String]) {
    guard !items.isEmpty else { return }
    body += "<ul>" + items.map { "<li>\(Self.prose($0))</li>\n" }.joined() + "</ul>\n"
  }

  /// Adds words, and after them pieces of text that are typed as they stand.
  public mutating func addParagraph(_ text: String, typed: [String]) {
    let pieces = typed.map { "<code>\(MarkupText.escaped(MarkupText.shortened($0)))</code>" }
    body += "<p>\(Self.prose(text)) \(pieces.joined(separator: " "))</p>\n"
  }

  /// Adds a picture, which is SVG text, and a line that says what to see in it.
  public mutating func addFigure(_ svg: String, caption: String) {
    body += "<figure><div class=\"wide\">\(svg)</div><figcaption>\(Self.prose(caption))</figcaption></figure>\n"
  }

  /// Adds small pictures side by side, each SVG text with a line under it.
  public mutating func addPictures(_ pictures: [(svg: String, caption: String)]) {
    guard !pictures.isEmpty else { return }
    let figures = pictures.map { "<figure>\($0.svg)<figcaption>\(Self.prose($0.caption))</figcaption></figure>\n" }
    body += "<div class=\"grid\">\n\(figures.joined())</div>\n"
  }

  /// Adds another section with a smaller heading, unless there is nothing in it.
  public mutating func addSubsection(_ section: HTMLSection) {
    guard !section.isEmpty else { return }
    body += "<h3>\(MarkupText.escaped(MarkupText.shortened(section.title)))</h3>\n\(section.body)"
  }

  /// Adds what is in another section, without its heading.
  public mutating func append(_ section: HTMLSection) { body += section.body }

  /// Adds a table; of its rows, the first ``rowLimit``.
  public mutating func addTable(_ table: Table, caption: String = "") {
    let head = table.columns.map { Self.heading($0) }.joined()
    let hasHead = table.columns.contains { !$0.title.isEmpty }
    let rows = table.rows.prefix(Self.rowLimit).map { row in
      "<tr>" + zip(table.columns, row).map { Self.cell($1, isNumeric: $0.isNumeric) }.joined() + "</tr>\n"
    }
    let title = caption.isEmpty ? "" : "<figcaption>\(Self.prose(caption))</figcaption>"
    // The caption is beside the part that scrolls, so that it is as wide as the page and not as the table.
    body += "<figure>\(title)<div class=\"wide\"><table>" + (hasHead ? "<thead><tr>\(head)</tr></thead>" : "")
    body += "<tbody>\n\(rows.joined())</tbody></table></div></figure>\n"
    let rest = table.rows.count - rows.count
    if rest > 0 { addParagraph("… and \(NumberText.grouped(UInt64(rest))) more \(rest == 1 ? "row" : "rows").") }
  }

  /// The section, with an anchor.
  package func rendered(id: String) -> String {
    "<section id=\"\(id)\"><h2>\(MarkupText.escaped(MarkupText.shortened(title)))</h2>\n\(body)</section>\n"
  }

  /// Sentences, which are cut only where something in them has no end.
  private static func prose(_ text: String) -> String { MarkupText.escaped(MarkupText.shortened(text, to: 800)) }

  private static func heading(_ column: Table.Column) -> String {
    let title = MarkupText.escaped(MarkupText.shortened(column.title))
    return "<th scope=\"col\"\(column.isNumeric ? " class=\"n\"" : "")>\(title)</th>"
  }

  private static func cell(_ text: String, isNumeric: Bool) -> String {
    let shown = MarkupText.escaped(isNumeric ? thinlySpaced(text) : MarkupText.shortened(text))
    if isNumeric { return "<td class=\"n\">\(shown)</td>" }
    guard text.count > longestWord else { return "<td>\(shown)</td>" }
    // Paths break after a slash before they break anywhere.
    return "<td class=\"w\">\(shown.replacing("/", with: "/<wbr/>"))</td>"
  }

  /// A number with thin spaces between its thousands, which no line break parts.
  private static func thinlySpaced(_ text: String) -> String {
    String(MarkupText.shortened(text, to: 80).map { $0 == " " ? "\u{202F}" : $0 })
  }
}
