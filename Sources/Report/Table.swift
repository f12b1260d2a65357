/// A table of text, to be printed as columns, CSV or Markdown.
public struct Table: Sendable {
  /// A column's heading and the side its cells keep to.
  public struct Column: Sendable {
    /// The heading.
    public var title: String
    /// Whether cells are numbers, which align on the right.
    public var isNumeric: Bool

    /// A column.
    public init(_ title: String, isNumeric: Bool = true) {
      self.title = title
      self.isNumeric = isNumeric
    }
  }

  /// The columns.
  public var columns: [Column]
  /// The rows, each with a cell for every column.
  public private(set) var rows: [[String]] = []

  /// A table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row.
  public mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a cell for every column")
    rows.append(cells)
  }

  /// The table as text; `text` and any other format without a rendering of its own give aligned columns.
  public func rendered(as format: OutputFormat) -> String {
    switch format {
    case .csv: ([titles] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    case .md: markdown
    case .text, .json: aligned
    }
  }

  private var titles: [String] { columns.map(\.title) }

  private var widths: [Int] {
    columns.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
  }

  private var aligned: String {
    let widths = widths
    let heading = titles.allSatisfy(\.isEmpty) ? [] : [titles]
    return (heading + rows).map { cells in
      let line = columns.indices.map { padded(cells[$0], widths[$0], onTheLeft: columns[$0].isNumeric) }
      return Self.trimmed(line.joined(separator: "  ")) + "\n"
    }.joined()
  }

  private var markdown: String {
    let rule = columns.map { $0.isNumeric ? "---:" : ":---" }
    return ([titles, rule] + rows).map { cells in
      "| " + cells.map(Self.escapedForMarkdown).joined(separator: " | ") + " |\n"
    }.joined()
  }

  private func padded(_ text: String, _ width: Int, onTheLeft: Bool) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return onTheLeft ? padding + text : text + padding
  }

  private static func trimmed(_ line: String) -> String {
    var end = line.endIndex
    while end > line.startIndex, line[line.index(before: end)] == " " { end = line.index(before: end) }
    return String(line[..<end])
  }

  private static func escapedForMarkdown(_ cell: String) -> String {
    String(cell.flatMap { $0 == "|" ? Array("\\|") : [$0] })
  }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    guard needsQuotes else { return cell }
    return "\"" + cell.flatMap { $0 == "\"" ? Array("\"\"") : [$0] } + "\""
  }
}
