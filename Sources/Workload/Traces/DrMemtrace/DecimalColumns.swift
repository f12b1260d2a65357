/// Columns of numbers: digits, with blanks before them.
enum DecimalColumns {
  @inline(__always)
  private static func eachByte(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  @inline(__always)
  static func isValid(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x30 <= 9 }

  /// Whether a text, which is not empty, holds nothing else.
  static func areValid(_ text: Slice<UnsafeRawBufferPointer>) -> Bool { !text.isEmpty && text.allSatisfy(isValid) }

  /// Whether eight characters hold nothing else; see ``HexDigits/areValid(_:)`` for how they are compared at once.
  @inline(__always)
  static func areValid(_ text: UnsafeRawPointer, _ offset: Int) -> Bool {
    let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let high = eachByte(0x80)
    let isDecimal = ~((word ^ eachByte(0x30)) &+ eachByte(0x76))
    let isBlank = ~((word ^ eachByte(0x20)) &+ eachByte(0x7F))
    return word & high == 0 && (isDecimal | isBlank) & high == high
  }
}
