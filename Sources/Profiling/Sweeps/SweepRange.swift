import Workload

/// A range within an option's value, which doubles: `1G..8G` is 1G, 2G, 4G, 8G, and `l2=512..2048x8` three geometries.
enum SweepRange {
  /// The values that a text stands for: itself, if it has no range.
  static func values(_ text: String) throws(SweepPlanError) -> [String] {
    guard let range = try firstRange(in: text) else { return [text] }
    var values: [String] = []
    var number = range.low
    while number <= range.high {
      let shown = range.hasUnit ? Quantity.text(number, unit: 1024) : "\(number)"
      values += try Self.values(range.before + shown + range.after)
      guard values.count <= SweepPlan.maximumCellCount else { throw .tooManyCells(values.count) }
      let (double, overflows) = number.multipliedReportingOverflow(by: 2)
      if overflows { break }
      number = double
    }
    return values
  }

  private struct Range {
    let before: String
    let low: UInt64
    let high: UInt64
    let hasUnit: Bool
    let after: String
  }

  private static func firstRange(in text: String) throws(SweepPlanError) -> Range? {
    let characters = Array(text)
    for dots in characters.indices.dropLast(2) where characters[dots] == "." && characters[dots + 1] == "." {
      let start = characters[..<dots].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
      let end = characters[(dots + 2)...].firstIndex { !isPart($0) } ?? characters.count
      let (left, right) = (String(characters[start..<dots]), String(characters[(dots + 2)..<end]))
      guard let low = Quantity.parse(left, unit: 1024), let high = Quantity.parse(right, unit: 1024) else { continue }
      guard low > 0, low <= high else { throw .notARange(text) }
      return Range(
        before: String(characters[..<start]), low: low, high: high, hasUnit: left.last?.isLetter ?? false,
        after: String(characters[end...]))
    }
    return nil
  }

  /// Whether a character may belong to a number with its unit.
  private static func isPart(_ character: Character) -> Bool {
    ("0"..."9").contains(character) || Quantity.units.contains(Character(character.uppercased()))
  }
}
