/// Text that may stand in HTML and in SVG.
///
/// Whatever comes in, what comes out is well-formed XML: the five characters with a meaning are written as references;
/// control characters, which XML forbids, become their pictures; characters that turn the direction of text or that are
/// none become U+FFFD.
public enum MarkupText {
  /// The most characters of a name that are shown.
  public static let longestName = 160

  /// A text, for the content of an element or a quoted attribute.
  public static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  /// A name that may be of any length, cut in its middle, where paths and symbols differ least.
  public static func shortened(_ name: String, to limit: Int = longestName) -> String {
    let characters = Array(name.unicodeScalars.prefix(1 << 16))
    guard characters.count > limit, limit > 1 else { return name }
    let (head, tail) = (limit / 2, limit - limit / 2 - 1)
    var shortened = String.UnicodeScalarView()
    shortened.append(contentsOf: characters.prefix(head))
    shortened.append("…")
    shortened.append(contentsOf: characters.suffix(tail))
    return String(shortened)
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0x26: result += "&amp;"
    case 0x3C: result += "&lt;"
    case 0x3E: result += "&gt;"
    case 0x22: result += "&quot;"
    case 0x27: result += "&#39;"
    case 0x00...0x1F: result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value)!)
    case 0x7F: result += "\u{2421}"
    case 0x80...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: result += "\u{FFFD}"
    case _ where scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
}
