import Report

/// Numbers as sentences have them.
enum ExplanationWords {
  /// A share of something that is counted: "97 %", "less than 1 %", "all".
  static func share(_ part: UInt64, of whole: UInt64) -> String {
    guard part < whole else { return "all" }
    let percent = 100 * Double(part) / Double(whole)
    if percent < 1 { return "less than 1 %" }
    if percent > 99 { return "more than 99 %" }
    return "\(Int(percent.rounded())) %"
  }

  /// A count with its noun in the right number: "1 page", "212 pages".
  static func counted(_ count: UInt64, _ noun: String, _ plural: String? = nil) -> String {
    "\(NumberText.grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// How often in a thousand, with three significant digits.
  static func perThousand(_ part: UInt64, _ whole: UInt64) -> String {
    let ratio = whole == 0 ? 0 : 1000 * Double(part) / Double(whole)
    return ratio < 0.001 && part > 0 ? "less than 0.001" : PlotUnit.count.text(ratio)
  }

  /// What a change does to a count: "would remove 94 % of the walks", "would halve the walks".
  static func removal(of noun: String, from before: UInt64, to after: UInt64) -> String {
    guard after > 0 else { return "would remove all \(noun)" }
    let share = fraction(before - min(before, after), before)
    if share > 0.45 && share < 0.55 { return "would halve the \(noun)" }
    return "would remove \(self.share(before - min(before, after), of: before)) of the \(noun)"
  }

  /// A list of words: "a", "a and b", "a, b and c".
  static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A part of a whole, 0 where there is nothing.
  static func fraction(_ part: UInt64, _ whole: UInt64) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
