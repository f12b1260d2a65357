import MMUCore
import Workload

/// Random VMSAv8-64 descriptors, and the widths of addresses.
enum ARMDescriptorBits {
  /// Input widths that a granule allows.
  static func inputBits(_ random: inout SplitMix64) -> UInt8 { UInt8(25 + random.below(24)) }

  /// Physical address sizes. 32 bits are left out: where a contiguous 1 GiB block would reach beyond them it is not said
  /// whether its descriptor or its output address must fit.
  static func outputBits(_ random: inout SplitMix64) -> UInt8 { random.pick([36, 40, 42, 44, 48]) }

  /// A descriptor, mostly valid, with an access flag, and with attributes at random.
  static func entry<Granule: ARMGranule>(
    _ granule: Granule.Type, at level: PageLevel, table: UInt64, page: UInt64, _ random: inout SplitMix64
  ) -> UInt64 {
    var entry = random.next() & 0xFFF0_0000_0000_0FFC
    if !random.oneIn(20) { entry |= 1 }
    if !random.oneIn(4) { entry |= 1 << 10 }
    if !random.oneIn(6) { entry &= ~(1 << 52) }
    if random.oneIn(3) { entry |= 1 << 51 }
    if !random.oneIn(4) { entry &= ~(0x1F << 59) }
    let isTable = level > .leaf && !random.oneIn(4)
    if isTable || level == .leaf && !random.oneIn(30) { entry |= 2 }
    let shift = UInt64(Granule.pageSize.shift) + (level.rawValue - 1) * UInt64(Granule.indexBits)
    let address = isTable ? table : random.oneIn(10) ? page : (page >> shift) << shift
    entry |= address & 0x0000_FFFF_FFFF_F000
    if random.oneIn(50) { entry |= 1 << UInt64(12 + random.below(36)) }
    return entry
  }

  /// `4k`, `16k`, `64k`.
  static func name<Granule: ARMGranule>(_ granule: Granule.Type) -> String {
    "\(Granule.pageSize.byteCount >> 10)k"
  }
}
