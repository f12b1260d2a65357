import MMUCore
import Workload

/// Random bits of x86 entries, in any of their formats.
enum X86EntryBits {
  static let pageSize: UInt64 = 1 << 7

  /// P, W, U mostly set, XD mostly clear, all other bits that are not the address at random; PS seldom above level 2.
  static func flags(at level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    var flags = random.next() & 0x7FF0_0000_0000_0FF8
    if !random.oneIn(20) { flags |= 1 }
    if !random.oneIn(6) { flags |= 2 }
    if !random.oneIn(6) { flags |= 4 }
    if random.oneIn(16) { flags |= 1 << 63 }
    if level > .leaf && !random.oneIn(level > PageLevel(3) ? 50 : 4) { flags &= ~pageSize }
    return flags
  }

  /// An 8-byte entry.
  static func entry(
    at level: PageLevel, table: UInt64, page: UInt64, ignoredAbove: UInt64, _ random: inout SplitMix64
  ) -> UInt64 {
    var entry = flags(at: level, &random) & ~ignoredAbove
    let isLeaf = level == .leaf || entry & pageSize != 0
    let size = UInt64(1) << (12 + 9 * (level.rawValue - 1))
    let pat: UInt64 = level > .leaf && random.oneIn(2) ? 1 << 12 : 0
    entry |= (isLeaf ? page & ~(size - 1) | pat : table) & 0x000F_FFFF_FFFF_F000
    if random.oneIn(60) { entry |= 1 << UInt64(12 + random.below(52)) }
    return entry
  }
}
