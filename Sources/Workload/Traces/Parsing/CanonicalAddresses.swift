/// The addresses of which a number of bits is used: the others repeat the highest of these.
struct CanonicalAddresses: Sendable {
  /// How many bits are used.
  let bits: UInt8
  private let unusedBits: UInt64

  init(bits: UInt8) {
    precondition((1...57).contains(bits), "an address has 1 to 57 bits")
    self.bits = bits
    unusedBits = UInt64(64 - bits)
  }

  @inline(__always)
  func contains(_ address: UInt64) -> Bool { strayBits(of: address) == 0 }

  /// The bits that differ from what the used ones demand. Those of several addresses may be gathered, and looked at once.
  @inline(__always)
  func strayBits(of address: UInt64) -> UInt64 {
    let extended = Int64(bitPattern: address &<< unusedBits) &>> Int64(unusedBits)
    return UInt64(bitPattern: extended) ^ address
  }

  /// Whether the first and the last of some bytes, 1 or more, have such addresses.
  @inline(__always)
  func contain(_ address: UInt64, byteCount: UInt64) -> Bool {
    let last = address &+ byteCount &- 1
    return last >= address && contains(address) && contains(last)
  }
}
