import Report

extension Output {
  /// Writes lines to standard error, and of a long list its beginning and how many more there are.
  static func note(list lines: [String]) {
    let shownCount = 10
    for line in lines.prefix(shownCount) { note("mmubench: \(line)") }
    if lines.count > shownCount { note("mmubench: and \(lines.count - shownCount) more") }
  }
}
