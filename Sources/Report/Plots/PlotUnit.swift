import Foundation

/// What an axis counts, which decides how its values are written.
public enum PlotUnit: Sendable {
  /// Sizes of memory structures, in powers of 1024: 64, 1K, 1.5K, 4M.
  case size
  /// Counts, in powers of 1000: 64, 1.5k, 20M.
  case count
  /// Ratios, written as percentages: 0.25 is 25 %.
  case percent

  /// A value as a tick or a label has it, with at most three significant digits after the first unit.
  public func text(_ value: Double) -> String {
    switch self {
    case .size: Self.scaled(value, by: 1024, ["", "K", "M", "G", "T"])
    case .count: Self.scaled(value, by: 1000, ["", "k", "M", "G", "T"])
    case .percent: Self.trimmed(100 * value) + " %"
    }
  }

  private static func scaled(_ value: Double, by base: Double, _ names: [String]) -> String {
    guard value.isFinite else { return "–" }
    var (rest, unit) = (value, 0)
    // What rounds to the next unit is written in it.
    while rest.magnitude >= base - 0.5, unit < names.count - 1 {
      rest /= base
      unit += 1
    }
    return trimmed(rest) + names[unit]
  }

  /// One significant digit of less than a thousandth; with a power of ten where it would be lost among zeros.
  private static func small(_ value: Double) -> String {
    guard value.magnitude >= 1e-7 else { return NumberText.significant(value, digits: 1) }
    return trimmedZeros(NumberText.fixed(value, decimals: Int((-log10(value.magnitude)).rounded(.up))))
  }

  /// Three significant digits, or all digits before the point, without zeros at the end.
  private static func trimmed(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = value.magnitude
    if magnitude > 0 && magnitude < 0.001 { return small(value) }
    let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    let text = trimmedZeros(NumberText.fixed(value, decimals: decimals))
    return text == "-0" ? "0" : text
  }

  private static func trimmedZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
