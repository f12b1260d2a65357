/// A table that looks as likwid-perfctr's do: a box, names in the middle of their column, values on the right.
///
/// Source: output of likwid-perfctr 5, which users of performance counters know.
public struct LikwidTable: Sendable {
  /// A line: a metric with its unit, if it has one, and its value for each column.
  public struct Line: Equatable, Sendable {
    /// The metric's name.
    public var name: String
    /// Its unit, which is shown in brackets; empty for a count or a ratio.
    public var unit: String
    /// Its values; `-` is how likwid says that there is none.
    public var values: [String]

    /// A line.
    public init(_ name: String, unit: String = "", _ values: [String]) {
      self.name = name
      self.unit = unit
      self.values = values
    }

    var title: String { unit.isEmpty ? name : "\(name) [\(unit)]" }
  }

  /// What the first column is called.
  public var nameTitle: String
  /// What the columns of values are called.
  public var valueTitles: [String]
  /// The lines.
  public var lines: [Line] = []

  /// A table without lines.
  public init(nameTitle: String = "Metric", valueTitles: [String]) {
    self.nameTitle = nameTitle
    self.valueTitles = valueTitles
  }

  /// Adds a line; values that are missing are shown as `-`, surplus ones not at all.
  public mutating func append(_ line: Line) {
    var line = line
    line.values += [String](repeating: "-", count: max(0, valueTitles.count - line.values.count))
    line.values.removeLast(line.values.count - valueTitles.count)
    lines.append(line)
  }

  /// The table with a newline at its end.
  public var text: String {
    let nameWidth = ([nameTitle] + lines.map(\.title)).map(\.count).max() ?? 0
    let widths = valueTitles.enumerated().map { index, title in
      ([title] + lines.map { $0.values[index] }).map(\.count).max() ?? 0
    }
    let rule = "+" + ([nameWidth] + widths).map { String(repeating: "-", count: $0 + 2) + "+" }.joined() + "\n"
    let heading = zip(valueTitles, widths).map { Self.centred($0, $1) }
    let body = lines.map { line in
      Self.row([Self.centred(line.title, nameWidth)] + zip(line.values, widths).map(Self.value))
    }
    return rule + Self.row([Self.centred(nameTitle, nameWidth)] + heading) + rule + body.joined() + rule
  }

  private static func row(_ cells: [String]) -> String { cells.map { "| \($0) " }.joined() + "|\n" }

  /// A value on the right, but a missing one in the middle.
  private static func value(_ text: String, _ width: Int) -> String {
    text == "-" ? centred(text, width) : String(repeating: " ", count: width - text.count) + text
  }

  /// A text with as much on its left as on its right; an odd space goes to the left.
  private static func centred(_ text: String, _ width: Int) -> String {
    let space = width - text.count
    return String(repeating: " ", count: (space + 1) / 2) + text + String(repeating: " ", count: space / 2)
  }
}
