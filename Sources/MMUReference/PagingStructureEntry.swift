import MMUCore

/// One paging-structure entry as a walk found it.
struct PagingStructureEntry<Space: AddressSpace> {
  let address: Address<Space>
  let value: UInt64
  let level: UInt8

  /// Whether a bit is 1.
  func bit(_ number: Int) -> Bool { value.bit(number) }

  /// Whether any of the bits `high` to `low` is 1; there are none if `low` is above `high`.
  func hasAny(_ high: Int, _ low: Int) -> Bool { value.bits(high, low) != 0 }

  /// The address in bits 51:`lowest`, the rest 0.
  func address(from lowest: Int) -> UInt64 { value.keeping(51, lowest) }

  /// What an x86 entry grants: R/W (bit 1), U/S (bit 2), and fetches unless XD (bit 63).
  var x86Rights: AccessRights {
    var rights = AccessRights.read
    if bit(1) { rights |= .write }
    if bit(2) { rights |= .user }
    if !bit(63) { rights |= .execute | .userExecute }
    return rights
  }
}
