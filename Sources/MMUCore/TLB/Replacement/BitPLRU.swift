/// Bit pseudo-LRU, also called MRU: one bit a way, set by a use; the use that sets the last bit clears all others.
///
/// Way w has bit w mod 64 of word w / 64.
///
/// Source: Malamy, Patel and Hayes, US patent 5,353,425; Abel and Reineke, "Measurement-based Modeling of the Cache Replacement
/// Policy", RTAS 2013, section II.
enum BitPLRU {
  /// Records a use of a way.
  @inline(__always)
  static func touch(_ bits: UnsafeMutablePointer<UInt64>, way: Int, ways: Int) {
    NRU.touch(bits, way: way)
    guard NRU.firstUnused(bits, ways: ways) == nil else { return }
    NRU.clear(bits, ways: ways)
    NRU.touch(bits, way: way)
  }

  /// The lowest-numbered way whose bit is not set. There is one unless there is but one way.
  @inline(__always)
  static func victim(_ bits: UnsafeMutablePointer<UInt64>, ways: Int) -> Int { NRU.firstUnused(bits, ways: ways) ?? 0 }
}
