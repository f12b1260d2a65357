/// For each combination of rights, the access classes that it permits under given controls.
///
/// Two words hold the whole rule: byte i is the ``AccessClassSet`` for the combination that a format numbers i, 0 to 15. A
/// walker tests one bit of it, and a TLB entry keeps one byte of it, so both decide by the same table. (KVM keeps the same
/// idea as `permissions[16]`.)
public struct PermissionTable: Equatable, Sendable, BitwiseCopyable {
  /// Combinations 0 to 7.
  let low: UInt64
  /// Combinations 8 to 15.
  let high: UInt64

  /// Enumerates a rule: whether the combination numbered `index` permits an access.
  init(_ permits: (_ index: UInt8, _ access: GuestAccess) -> Bool) {
    low = Self.half(from: 0, permits)
    high = Self.half(from: 8, permits)
  }

  /// The classes of access that a combination permits; bits of `index` above the fourth must be clear.
  @inline(__always)
  func permitted(at index: UInt8) -> AccessClassSet {
    let half = index & 8 == 0 ? low : high
    return AccessClassSet(rawValue: UInt8(truncatingIfNeeded: half &>> UInt64((index & 7) &* 8)))
  }

  private static func half(from first: UInt8, _ permits: (UInt8, GuestAccess) -> Bool) -> UInt64 {
    var bytes: UInt64 = 0
    for index in 0..<8 as Range<UInt8> {
      for classIndex in 0..<8 as Range<UInt8> {
        let isPermitted = permits(first &+ index, GuestAccess(classIndex: classIndex))
        bytes |= (isPermitted ? 1 : 0) &<< UInt64(index &* 8 &+ classIndex)
      }
    }
    return bytes
  }
}
