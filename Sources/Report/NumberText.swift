import Foundation

/// Numbers as a person reads them.
public enum NumberText {
  /// An integer with its thousands set apart: 16 543 210.
  public static func grouped(_ number: UInt64) -> String {
    let digits = Array(String(number))
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0 && (digits.count - position) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return text
  }

  /// A number with a fixed count of decimals.
  public static func fixed(_ number: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", number)
  }

  /// A number with a count of significant digits and no zeros at its end: 0.0123, 1.5e-07.
  public static func significant(_ number: Double, digits: Int) -> String {
    String(format: "%.\(digits)g", number)
  }

  /// A number with a count of digits and a power of ten: 1.234e-05.
  public static func scientific(_ number: Double, digits: Int) -> String {
    String(format: "%.\(digits - 1)e", number)
  }

  /// A ratio as a percentage with two decimals, or a dash where there was nothing to count.
  public static func percent(_ part: UInt64, of whole: UInt64) -> String {
    whole == 0 ? "–" : fixed(100 * Double(part) / Double(whole), decimals: 2)
  }
}
