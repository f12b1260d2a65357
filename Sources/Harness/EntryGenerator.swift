import MMUCore
import Workload

/// Makes random paging-structure entries: mostly right ones, and now and then every kind of wrong one.
struct EntryGenerator {
  let shape: TableShape
  /// Leaves lead below this many bits of guest physical address, except for a few.
  let leafAddressBits: UInt64

  /// An entry for a level.
  func entry(at level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    var entry = flags(&random)
    if level > .leaf && !random.oneIn(level.rawValue == 4 ? 50 : 4) { entry &= ~Self.pageSize }
    let isLeaf = level == .leaf || entry & Self.pageSize != 0
    entry |= isLeaf ? pageAddress(at: level, &random) : tableAddress(below: level, &random)
    if random.oneIn(60) { entry |= 1 << UInt64(12 + random.below(40)) }
    return entry
  }

  private static let pageSize: UInt64 = 1 << 7

  /// P, W, U mostly set, XD mostly clear, all other bits that are not the address at random.
  private func flags(_ random: inout SplitMix64) -> UInt64 {
    var flags = random.next() & 0x7FF0_0000_0000_0FF8
    if !random.oneIn(20) { flags |= 1 }
    if !random.oneIn(6) { flags |= 2 }
    if !random.oneIn(6) { flags |= 4 }
    if random.oneIn(16) { flags |= 1 << 63 }
    return flags
  }

  /// A page at its natural alignment; in a large page's entry bit 12 is PAT.
  private func pageAddress(at level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    let bits = random.oneIn(12) ? 52 : leafAddressBits
    let size = PageSize(shift: 12 + 9 * UInt8(level.rawValue - 1))
    let anywhere = GPA(random.next() % (1 << bits))
    let pat: UInt64 = level > .leaf && random.oneIn(2) ? 1 << 12 : 0
    return anywhere.aligned(to: size).rawValue | pat
  }

  private func tableAddress(below level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(90) { return UInt64(TableShape.frameCount + random.below(1 << 20)) * 4096 }
    if random.oneIn(40) { return UInt64(random.below(TableShape.frameCount)) * 4096 }
    let frames = shape.frames(at: level.below)
    return UInt64(frames.lowerBound + random.below(frames.count)) * 4096
  }
}
