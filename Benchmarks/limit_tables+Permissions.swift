import CLimits
import MMUCore

extension limit_tables {
  /// Asks for the classes of access that each combination of rights permits.
  mutating func setPermissions(_ permitted: (UInt64) -> AccessClassSet) {
    (permissions_low, permissions_high) = (0, 0)
    for combination in 0..<16 as Range<UInt64> {
      let byte = UInt64(permitted(combination).rawValue) << (combination % 8 * 8)
      if combination < 8 { permissions_low |= byte } else { permissions_high |= byte }
    }
  }
}
