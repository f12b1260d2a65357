import MMUCore

/// One paging-structure entry as a walk found it.
struct PagingStructureEntry {
  let address: GPA
  let value: UInt64
  let level: UInt8

  /// Whether a bit is 1.
  func bit(_ number: Int) -> Bool { (value >> UInt64(number)) % 2 == 1 }

  /// The address in bits 51:`lowest`, the rest 0.
  func address(from lowest: Int) -> UInt64 {
    var address: UInt64 = 0
    for number in lowest...51 where bit(number) { address += 1 << UInt64(number) }
    return address
  }
}
