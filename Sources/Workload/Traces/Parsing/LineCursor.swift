/// A place in a line, and what can be read from there.
struct LineCursor {
  private let line: UnsafeRawBufferPointer
  /// How many bytes were read.
  private(set) var position = 0

  init(_ line: UnsafeRawBufferPointer) { self.line = line }

  /// What was not read yet.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: line[position...]) }

  /// Whether the line is over.
  var isAtEnd: Bool { position == line.count }

  /// The next byte, or `nil` at the end.
  var next: UInt8? { position < line.count ? line[position] : nil }

  /// Reads some characters if they stand here; answers whether they do.
  @inline(__always)
  mutating func skip(_ characters: StaticString) -> Bool {
    guard line.holds(characters, at: position) else { return false }
    position += characters.utf8CodeUnitCount
    return true
  }

  /// Reads blanks; answers whether there were any.
  @discardableResult @inline(__always)
  mutating func skipBlanks() -> Bool {
    let start = position
    while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
    return position > start
  }

  /// Reads what stands before the next blank or the end.
  @inline(__always)
  mutating func word() -> UnsafeRawBufferPointer {
    let start = position
    while let byte = next, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { position += 1 }
    return UnsafeRawBufferPointer(rebasing: line[start..<position])
  }

  /// Reads a number of decimal digits; `nil` if there is none, or more than 64 bits of it.
  @inline(__always)
  mutating func decimal() -> UInt64? {
    let start = position
    var value: UInt64 = 0
    while position < line.count, case let digit = line[position] &- UInt8(ascii: "0"), digit <= 9 {
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    // Nineteen digits fit whatever they are; more are looked at again.
    if position - start <= 19 { return position > start ? value : nil }
    position = start
    return number(radix: 10)
  }

  /// Reads a number of hexadecimal digits, of either case, that may begin with `0x`.
  @inline(__always)
  mutating func hexadecimal() -> UInt64? {
    _ = skip("0x")
    guard line.count - position > 16, let start = line.baseAddress else { return number(radix: 16) }
    let (value, count) = HexDigits.number(at: start + position)
    // Capitals, and as many digits as may be too many, are read one by one.
    guard count > 0, count < 16, Self.digit(line[position + count]) == nil else { return number(radix: 16) }
    position += count
    return value
  }

  private mutating func number(radix: UInt64) -> UInt64? {
    let start = position
    var value: UInt64 = 0
    while let byte = next, let digit = Self.digit(byte), digit < radix {
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(digit)
      guard !overflows && !carries else { return nil }
      value = sum
      position += 1
    }
    return position > start ? value : nil
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
