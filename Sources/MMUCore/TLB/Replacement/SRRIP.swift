/// Static re-reference interval prediction with two bits a way and hit priority: 0 for what was used again, 2 for what is new, 3 for
/// what is expected in the distant future.
///
/// Way w has bits 2 (w mod 32) and the one above it of word w / 32. A repeated use of a new page takes it from 2 to 0, so that only
/// the third use in a row changes nothing.
///
/// Source: Jaleel et al., "High Performance Cache Replacement Using Re-Reference Interval Prediction (RRIP)", ISCA 2010, section 4.
enum SRRIP {
  /// Records a use of what is there.
  @inline(__always)
  static func touch(_ values: UnsafeMutablePointer<UInt64>, way: Int) { set(values, way, 0) }

  /// Records that a way was filled.
  @inline(__always)
  static func fill(_ values: UnsafeMutablePointer<UInt64>, way: Int) { set(values, way, 2) }

  /// The lowest-numbered way of value 3, after all have aged until there is one.
  @inline(__always)
  static func victim(_ values: UnsafeMutablePointer<UInt64>, ways: Int) -> Int {
    var oldest: UInt64 = 0
    for way in 0..<ways { oldest = max(oldest, value(values, way)) }
    var victim = ways
    var way = ways
    while way > 0 {
      way &-= 1
      let aged = value(values, way) &+ (3 &- oldest)
      set(values, way, aged)
      if aged == 3 { victim = way }
    }
    return victim
  }

  @inline(__always)
  private static func value(_ values: UnsafeMutablePointer<UInt64>, _ way: Int) -> UInt64 {
    (values[way &>> 5] &>> UInt64(2 &* (way & 31))) & 3
  }

  @inline(__always)
  private static func set(_ values: UnsafeMutablePointer<UInt64>, _ way: Int, _ value: UInt64) {
    let shift = UInt64(2 &* (way & 31))
    values[way &>> 5] = values[way &>> 5] & ~(3 &<< shift) | value &<< shift
  }
}
