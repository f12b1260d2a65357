/// How a command prints its results.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// For a person at a terminal.
  case text
  /// For a program: every number of the text, and its unit.
  case json
  /// For a spreadsheet: RFC 4180.
  case csv
  /// For a README: a Markdown table.
  case md
}
