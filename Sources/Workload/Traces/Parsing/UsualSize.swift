/// A size as nearly all are: one or two digits.
enum UsualSize {
  /// Reads a size that ends its line.
  ///
  /// - Parameter text: three characters.
  /// - Returns: the size, 1 to 99, and how many digits it has; `nil` if it is another or the line goes on.
  @inline(__always)
  static func read(_ text: UnsafeRawPointer) -> (bytes: UInt64, digits: Int)? {
    let newline = UInt8(ascii: "\n")
    let first = text.load(as: UInt8.self) &- UInt8(ascii: "0")
    let second = text.load(fromByteOffset: 1, as: UInt8.self)
    if second == newline { return first >= 1 && first <= 9 ? (UInt64(first), 1) : nil }
    let digit = second &- UInt8(ascii: "0")
    guard first >= 1, first <= 9, digit <= 9, text.load(fromByteOffset: 2, as: UInt8.self) == newline else {
      return nil
    }
    return (UInt64(first) &* 10 &+ UInt64(digit), 2)
  }
}
