import MMUCore
import Workload

/// Random tables of 4-level and 5-level paging. Source: Intel SDM volume 3A, section 4.5.
struct QEMUX86Tables: QEMUTableGenerator {
  let levels: Int

  var reservedEntries: [Int: UInt64] { [511: QEMUX86Controls(root: 0, levels: levels).reservedEntry] }

  func entry(_ position: Int, at level: Int, _ shape: QEMUTableShape, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(24) { return random.next() & ~1 }
    let isLarge = (2...3).contains(level) && random.oneIn(level == 2 ? 3 : 6)
    // PWT, PCD, A, D and the ignored bits 9 to 11 at random, bits 52 to 58 and a key.
    var entry: UInt64 = random.next() & 0x7FF0_0000_0000_0E78 | 1
    entry |= random.oneIn(5) ? 0 : 2
    entry |= random.oneIn(4) ? 0 : 4
    entry |= random.oneIn(6) ? 1 << 63 : 0
    // Above the processor's physical addresses: reserved.
    let first = Int(shape.guest.physicalAddressBits)
    entry |= random.oneIn(120) ? 1 << UInt64(first + random.below(52 - first)) : 0
    if level == 1 { return entry | random.next() & 0x180 | shape.page(at: 1, &random) }
    guard isLarge else {
      // PS is reserved in the PML4 and PML5.
      let size: UInt64 = level > 3 && random.oneIn(30) ? 0x80 : 0
      return entry | size | shape.table(at: level - 1, &random)
    }
    entry |= shape.page(at: level, &random) | 0x80 | random.next() & 0x1100  // G and PAT
    return random.oneIn(15) ? entry | 1 << UInt64(13 + random.below(level == 2 ? 8 : 17)) : entry
  }

  func step(_ entry: UInt64, at level: Int) -> QEMUStep {
    guard entry & 1 != 0 else { return .nowhere }
    let address = entry & 0xF_FFFF_FFFF_F000
    if level == 1 { return .leaf(address) }
    guard entry & 0x80 != 0 else { return .table(address) }
    return level > 3 ? .nowhere : .leaf(address & ~(UInt64(4096) << UInt64(9 * (level - 1)) - 1))
  }

  func canonical(_ linear: UInt64) -> UInt64 {
    let unused = 64 - addressBits
    return UInt64(bitPattern: Int64(bitPattern: linear << unused) >> Int64(unused))
  }

  func controls(root: UInt64, _ kind: AccessKind, _ random: inout SplitMix64) -> QEMUControls {
    var controls = QEMUX86Controls(root: root, levels: levels)
    controls.wp = random.oneIn(2)
    controls.nxe = !random.oneIn(3)
    controls.smep = random.oneIn(2)
    controls.smap = random.oneIn(2)
    controls.pge = random.oneIn(2)
    controls.ac = random.oneIn(2)
    controls.pke = random.oneIn(2)
    // Most keys without limits.
    controls.pkru = UInt32(truncatingIfNeeded: random.next() & random.next())
    return .x86(controls)
  }
}
