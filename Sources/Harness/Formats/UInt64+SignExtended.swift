extension UInt64 {
  /// The lowest `count` bits, the highest of them repeated above.
  func signExtended(from count: Int) -> UInt64 {
    let shift = UInt64(64 - count)
    return UInt64(bitPattern: Int64(bitPattern: self << shift) >> Int64(shift))
  }
}
