/// Numbers as a user writes them, with a unit of one letter: 4096, 4K, 8G.
public enum Quantity {
  /// The units, each as many times the one before as ``parse(_:unit:)`` is told.
  public static let units: [Character] = ["K", "M", "G", "T"]

  /// The number of a text; `nil` if it is none, or does not fit 64 bits.
  ///
  /// - Parameter unit: what K stands for, 1024 for bytes and 1000 for counts.
  public static func parse(_ text: String, unit: UInt64) -> UInt64? {
    var digits = text[...]
    var factor: UInt64 = 1
    if let last = text.last, let position = units.firstIndex(of: Character(last.uppercased())) {
      digits = text.dropLast()
      for _ in 0...position { factor *= unit }
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits)
    else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: factor)
    return overflows ? nil : product
  }

  /// The number with the largest unit that divides it.
  public static func text(_ value: UInt64, unit: UInt64) -> String {
    guard value > 0 else { return "0" }
    var (rest, position) = (value, 0)
    while rest % unit == 0, position < units.count {
      rest /= unit
      position += 1
    }
    return position == 0 ? "\(rest)" : "\(rest)\(units[position - 1])"
  }
}
