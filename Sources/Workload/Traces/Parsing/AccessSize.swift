/// The sizes that an access of a trace may have, in bytes.
enum AccessSize {
  /// The most bytes that one access may touch: it reaches at most one other page.
  static var maximum: UInt64 { 4096 }

  @inline(__always)
  static func isAllowed(_ byteCount: UInt64) -> Bool { byteCount &- 1 < maximum }
}
