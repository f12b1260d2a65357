/// A line that GitHub Actions takes for an annotation.
///
/// Source: github/docs, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts, for what is
/// escaped how.
package struct WorkflowCommand {
  /// How grave it is.
  package enum Level: String { case error, warning, notice }

  package let level: Level
  package let title: String
  package let message: String

  package init(level: Level, title: String, message: String) {
    self.level = level
    self.title = title
    self.message = message
  }

  /// The line with a newline at its end.
  package var text: String { "::\(level.rawValue) title=\(Self.property(title))::\(Self.data(message))\n" }

  /// A message: percent signs and ends of lines mean something.
  package static func data(_ text: String) -> String {
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
  package static func property(_ text: String) -> String {
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
