/// Depths in buckets of constant relative width: 256 to a power of two, each depth by itself below 512.
enum ShardsBuckets {
  private static let perOctave = 256
  private static let octaves = 40

  /// The number of buckets.
  static let count = perOctave * (octaves + 2)

  /// The bucket of a depth of at least 1.
  @inline(__always)
  static func index(_ depth: Double) -> Int {
    let whole = UInt64(truncatingIfNeeded: Int64(min(depth, 0x1p48)))
    let octave = max(0, 55 &- whole.leadingZeroBitCount)
    return min(octave &* perOctave &+ Int(truncatingIfNeeded: whole &>> UInt64(octave)), count &- 1)
  }

  /// The largest whole depth in a bucket.
  static func upper(_ bucket: Int) -> Double {
    guard bucket >= 2 * perOctave else { return Double(bucket) }
    let octave = bucket / perOctave - 1
    let next = UInt64(bucket - octave * perOctave + 1) << UInt64(octave)
    return Double(next - 1)
  }
}
