/// Text that may stand in Markdown as GitHub reads it, and is shown as it is: nothing in it is a link, a mention, an
/// emphasis, HTML or a new line.
///
/// Source: GitHub Flavored Markdown Spec 0.29, sections 2.4 (backslash escapes) and 6.9 (autolinks).
public enum MarkdownText {
  /// The text.
  ///
  /// - Parameter isCell: whether it goes into a ``Table``, which escapes the bars between cells itself.
  public static func escaped(_ text: String, isCell: Bool = false) -> String {
    var result = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "#": result += "&#35;"
      case "|" where isCell: result += "|"
      case "_" where isWithinWord(index, scalars): result += "_"
      case "\\", "`", "*", "_", "[", "]", "|", "~": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether an underscore has letters or digits on both sides, where it emphasizes nothing.
  private static func isWithinWord(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    func isWord(_ index: Int) -> Bool {
      scalars.indices.contains(index)
        && (scalars[index].properties.isAlphabetic || ("0"..."9").contains(scalars[index]))
    }
    return isWord(index - 1) && isWord(index + 1)
  }
}
