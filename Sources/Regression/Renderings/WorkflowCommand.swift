/// A line that GitHub Actions takes for an annotation.
///
/// Source: github/docs, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts, for what is
/// escaped how.
struct WorkflowCommand {
  /// How grave it is.
  enum Level: String { case error, warning, notice }

  let level: Level
  let title: String
  let message: String

  /// The line with a newline at its end.
  var text: String { "::\(level.rawValue) title=\(Self.property(title))::\(Self.data(message))\n" }

  /// A message: percent signs and ends of lines mean something.
  static func data(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The value of a property: colons and commas end it, too.
  static func property(_ text: String) -> String {
    var result = ""
    for scalar in data(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
