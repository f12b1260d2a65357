/// Unsigned numbers in one to nine bytes: the zeros below the first byte's lowest one bit say how many bytes follow.
///
/// ```text
/// xxxxxxx1                      7 bits        xxxxxxxx … xxxxxxxx 10000000   56 bits in eight bytes
/// xxxxxxxx xxxxxx10            14 bits        eight bytes, then   00000000   64 bits in nine
/// ```
///
/// Its length is known from the first byte, so reading one takes no loop.
enum PrefixNumber {
  /// The most bytes of one number.
  static let longest = 9

  /// Writes a number; answers the bytes that it took. There is room for ``longest``.
  @inline(__always)
  static func write(_ value: UInt64, to place: UnsafeMutableRawPointer) -> Int {
    let bits = 64 &- (value | 1).leadingZeroBitCount
    guard bits <= 56 else {
      place.storeBytes(of: 0, as: UInt8.self)
      (place + 1).storeBytes(of: value.littleEndian, as: UInt64.self)
      return 9
    }
    let length = (bits &+ 6) / 7
    let word = (value &<< 1 | 1) &<< UInt64(truncatingIfNeeded: length &- 1)
    place.storeBytes(of: word.littleEndian, as: UInt64.self)
    return length
  }

  /// Reads a number and moves behind it. The nine bytes from the cursor must be readable, whatever they hold.
  @inline(__always)
  static func read(_ cursor: inout UnsafeRawPointer) -> UInt64 {
    let word = UInt64(littleEndian: cursor.loadUnaligned(as: UInt64.self))
    let more = (word | 0x100).trailingZeroBitCount
    guard more < 8 else {
      let value = UInt64(littleEndian: cursor.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
      cursor += 9
      return value
    }
    cursor += more &+ 1
    let bits = UInt64(truncatingIfNeeded: more)
    // What belongs to other numbers goes out at the top, and the length at the bottom.
    return (word &<< (56 &- 8 &* bits)) &>> (57 &- 7 &* bits)
  }

  /// Small numbers for small distances of either sign: 0, −1, 1, −2 … become 0, 1, 2, 3 …
  @inline(__always)
  static func folded(_ value: Int64) -> UInt64 { UInt64(bitPattern: value &<< 1 ^ value &>> 63) }

  /// The distance that a folded number stands for.
  @inline(__always)
  static func unfolded(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number &>> 1) ^ -Int64(bitPattern: number & 1)
  }
}
