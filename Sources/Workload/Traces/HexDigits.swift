/// Hexadecimal digits, eight at a time in one word, and numbers that they write.
///
/// The word holds the characters as memory does on a little-endian machine: the first one in the lowest byte.
enum HexDigits {
  @inline(__always)
  private static func eachByte(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  /// Whether all eight characters are `0`–`9` or `a`–`f`.
  ///
  /// Adding to every byte what carries its upper limit into bit 7 compares all of them at once; a byte whose bit 7 was
  /// set before would carry into its neighbour, and is refused.
  @inline(__always)
  static func areValid(_ word: UInt64) -> Bool {
    let high = eachByte(0x80)
    let asDecimal = word ^ eachByte(0x30)
    let asLetter = word ^ eachByte(0x60)
    let isDecimal = ~(asDecimal &+ eachByte(0x76))
    let isLetter = ~(asLetter &+ eachByte(0x79)) & (asLetter &+ eachByte(0x7F))
    return word & high == 0 && (isDecimal | isLetter) & high == high
  }

  /// The number that eight valid characters write.
  @inline(__always)
  static func value(_ word: UInt64) -> UInt64 {
    let nibbles = (word & eachByte(0x0F)) &+ ((word &>> 6) & eachByte(1)) &* 9
    let bytes = (nibbles &<< 4 | nibbles &>> 8) & 0x00FF_00FF_00FF_00FF
    let halves = (bytes &<< 8 | bytes &>> 16) & 0x0000_FFFF_0000_FFFF
    return (halves &<< 16 | halves &>> 32) & 0xFFFF_FFFF
  }

  /// How many characters, 0 to 8, are `0`–`9` or `a`–`f` before the first that is not.
  @inline(__always)
  static func count(_ word: UInt64) -> Int {
    let high = eachByte(0x80)
    let low = word & ~high
    let asDecimal = low ^ eachByte(0x30)
    let asLetter = low ^ eachByte(0x60)
    let isDecimal = ~(asDecimal &+ eachByte(0x76))
    let isLetter = ~(asLetter &+ eachByte(0x79)) & (asLetter &+ eachByte(0x7F))
    let isOther = ~(isDecimal | isLetter) & high | word & high
    return isOther.trailingZeroBitCount &>> 3
  }

  /// The number of the 1 to 16 small digits at a place, and how many they are: 0 if there is none, 16 if there may be more.
  ///
  /// - Parameter text: characters, of which sixteen may be looked at.
  @inline(__always)
  static func number(at text: UnsafeRawPointer) -> (value: UInt64, count: Int) {
    let first = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self))
    let firstCount = count(first)
    guard firstCount == 8 else { return (value(rightAligned(first, count: firstCount)), firstCount) }
    let second = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let secondCount = count(second)
    let last = value(rightAligned(second, count: secondCount))
    return (value(first) &<< UInt64(truncatingIfNeeded: secondCount &* 4) | last, 8 &+ secondCount)
  }

  /// The position, 0 to 7, of the first byte that equals `character`, or 8.
  @inline(__always)
  static func position(of character: UInt8, in word: UInt64) -> Int {
    let difference = word ^ eachByte(UInt64(character))
    let zeros = (difference &- eachByte(1)) & ~difference & eachByte(0x80)
    return zeros.trailingZeroBitCount &>> 3
  }

  /// The word with its first `count` (0 to 8) characters moved to the end, and `0` before them.
  @inline(__always)
  static func rightAligned(_ word: UInt64, count: Int) -> UInt64 {
    let zeros = eachByte(0x30)
    guard count > 0 else { return zeros }
    let shift = UInt64(truncatingIfNeeded: 64 &- count &* 8)
    let filler = shift == 0 ? 0 : zeros &>> (64 &- shift)
    return word &<< shift | filler
  }
}
