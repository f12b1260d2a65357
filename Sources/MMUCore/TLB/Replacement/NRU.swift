/// Not recently used: one bit a way, set by a use; when a victim is sought and all bits are set, all are cleared.
///
/// Way w has bit w mod 64 of word w / 64.
///
/// Source: Jaleel et al., "High Performance Cache Replacement Using Re-Reference Interval Prediction (RRIP)", ISCA 2010, section 3,
/// where the bit has the other sense.
enum NRU {
  /// Records a use of a way.
  @inline(__always)
  static func touch(_ bits: UnsafeMutablePointer<UInt64>, way: Int) { bits[way &>> 6] |= 1 &<< UInt64(way & 63) }

  /// The lowest-numbered way whose bit is not set, after clearing all if there is none.
  @inline(__always)
  static func victim(_ bits: UnsafeMutablePointer<UInt64>, ways: Int) -> Int {
    if let way = firstUnused(bits, ways: ways) { return way }
    clear(bits, ways: ways)
    return 0
  }

  /// The lowest-numbered way whose bit is not set.
  @inline(__always)
  static func firstUnused(_ bits: UnsafeMutablePointer<UInt64>, ways: Int) -> Int? {
    var first = 0
    while first < ways {
      let way = first &+ (~bits[first &>> 6]).trailingZeroBitCount
      if way < min(first &+ 64, ways) { return way }
      first &+= 64
    }
    return nil
  }

  /// Clears every bit.
  @inline(__always)
  static func clear(_ bits: UnsafeMutablePointer<UInt64>, ways: Int) {
    for word in 0..<(ways &+ 63) &>> 6 { bits[word] = 0 }
  }
}
