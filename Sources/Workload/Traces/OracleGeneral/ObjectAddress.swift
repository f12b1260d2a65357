/// The address that stands for an object of a cache's trace: object n is page n.
///
/// Identifiers that are no page numbers of the lower half of the address space, such as the hashes of keys, are mixed
/// (splitmix64's finalizer, a bijection) and cut to that size. Two objects then share a page by chance: of n objects in p
/// pages, about n²/2p pairs do.
struct ObjectAddress: Sendable {
  private let pageBits: UInt64

  /// - Parameter addressBits: how many bits of an address are used, 14 or more.
  init(addressBits: UInt8) {
    precondition((14...57).contains(addressBits), "an address of objects has 14 to 57 bits")
    pageBits = UInt64(addressBits) - 13
  }

  /// The address of an object.
  @inline(__always)
  func address(of object: UInt64) -> UInt64 {
    let page = object &>> pageBits == 0 ? object : Self.mixed(object) &>> (64 &- pageBits)
    return page &<< 12
  }

  /// The address of an object whose identifier is no number (FNV-1a of its bytes).
  func address(of name: UnsafeRawBufferPointer) -> UInt64 {
    let hash = name.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return (Self.mixed(hash) &>> (64 &- pageBits)) &<< 12
  }

  @inline(__always)
  private static func mixed(_ number: UInt64) -> UInt64 {
    let first = (number ^ number &>> 30) &* 0xBF58_476D_1CE4_E5B9
    let second = (first ^ first &>> 27) &* 0x94D0_49BB_1331_11EB
    return second ^ second &>> 31
  }
}
