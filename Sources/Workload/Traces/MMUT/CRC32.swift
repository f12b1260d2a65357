/// The checksum of zlib, PNG and Ethernet: polynomial 0xEDB88320, reflected.
///
/// Source: RFC 1952, section 8.
struct CRC32: Equatable, Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// The checksum of what was added so far.
  var value: UInt32 { ~register }

  /// Adds bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var register = register
    for byte in bytes { register = Self.table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register &>> 8 }
    self.register = register
  }

  /// The checksum of some bytes.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = CRC32()
    checksum.add(bytes)
    return checksum.value
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value &>> 1 : value &>> 1 }
  }
}
