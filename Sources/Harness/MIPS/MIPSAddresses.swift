import MMUCore
import Workload

/// Random 32-bit addresses: mostly few pages of the mapped segments, so that they meet.
enum MIPSAddresses {
  static func any(_ random: inout SplitMix64) -> GVA {
    if random.oneIn(16) { return GVA(random.next() >> 32) }
    let segment: UInt64 = random.pick([0, 0, 0, 0xC000_0000, 0x7FF0_0000])
    return GVA(segment + UInt64(random.below(128) * 4096) + random.next() & 0xFFF)
  }
}
