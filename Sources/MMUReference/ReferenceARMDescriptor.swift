/// A VMSAv8-64 translation table descriptor.
///
/// Source: Arm ARM (DDI 0487), section D8.3 "Translation table descriptor formats".
struct ReferenceARMDescriptor {
  let value: UInt64

  /// Whether a bit is 1.
  func bit(_ number: Int) -> Bool { value / (1 << UInt64(number)) % 2 == 1 }

  /// Bits 47:`low`, in place.
  func address(from low: Int) -> UInt64 {
    let unit: UInt64 = 1 << UInt64(low)
    return value % (1 << 48) / unit * unit
  }

  /// The Access flag.
  var af: Bool { bit(10) }
  /// DBM, the dirty bit modifier.
  var dbm: Bool { bit(51) }
  /// The Contiguous bit.
  var contiguous: Bool { bit(52) }

  /// The same with a bit set or cleared.
  func setting(_ number: Int, to isSet: Bool) -> ReferenceARMDescriptor {
    let unit: UInt64 = 1 << UInt64(number)
    let cleared = bit(number) ? value - unit : value
    return ReferenceARMDescriptor(value: isSet ? cleared + unit : cleared)
  }
}
