import Report

/// Numbers as the pages have them.
enum PageWords {
  /// Nanoseconds with three or four digits, thousands set apart.
  static func time(_ nanoseconds: Double) -> String {
    guard nanoseconds.isFinite else { return "–" }
    if nanoseconds >= 10_000, nanoseconds < 1e18 { return NumberText.grouped(UInt64(nanoseconds)) }
    return NumberText.fixed(nanoseconds, decimals: nanoseconds < 100 ? 2 : nanoseconds < 1000 ? 1 : 0)
  }

  /// A date to the minute, if it is one.
  static func date(_ text: String) -> String {
    let isDate = text.prefixMatch(of: /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/) != nil
    return isDate ? String(text.prefix(16)).replacing("T", with: " ") : MarkupText.shortened(text, to: 24)
  }

  /// A revision as short as people write it.
  static func revision(_ label: String) -> String {
    let isHash = label.count > 10 && label.prefix(10).allSatisfy(\.isHexDigit)
    guard isHash else { return MarkupText.shortened(label, to: 24) }
    return String(label.prefix(8)) + (label.hasSuffix("-dirty") ? "-dirty" : "")
  }
}
