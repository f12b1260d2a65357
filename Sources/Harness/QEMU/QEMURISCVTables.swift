import MMUCore
import Workload

/// Random tables of Sv39, Sv48 and Sv57. Source: RISC-V Privileged Architecture, chapter "Supervisor-Level ISA".
///
/// Svnapot and Svpbmt are off, so bits 63 to 54 are reserved.
struct QEMURISCVTables: QEMUTableGenerator {
  let levels: Int

  func entry(_ position: Int, at level: Int, _ shape: QEMUTableShape, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(24) { return random.next() & ~1 }
    let isLeaf = level == 1 ? !random.oneIn(15) : random.oneIn(level == 2 ? 3 : 6)
    var entry: UInt64 = random.next() & 0x320 | 1  // G and RSW at random
    entry |= random.oneIn(100) ? 1 << UInt64(54 + random.below(10)) : 0
    guard isLeaf else {
      // A, D and U are reserved in an entry that leads on: "Addressing and Memory Protection".
      let reserved: UInt64 = random.oneIn(50) ? random.pick([0x10, 0x40, 0x80]) : 0
      return entry | reserved | shape.table(at: max(1, level - 1), &random) >> 2
    }
    // R, W, X: also the two combinations that are reserved.
    entry |= random.pick([0xE, 0xE, 0xE, 0xE, 0x2, 0x6, 0x6, 0xA, 0xA, 0x8, 0x8, 0x4, 0xC])
    entry |= random.oneIn(2) ? 0x10 : 0
    entry |= random.oneIn(3) ? 0 : 0x40
    entry |= random.oneIn(3) ? 0 : 0x80
    entry |= shape.page(at: level, &random) >> 2
    // A superpage off its alignment.
    return level > 1 && random.oneIn(12) ? entry | 1 << UInt64(10 + random.below(9 * (level - 1))) : entry
  }

  func step(_ entry: UInt64, at level: Int) -> QEMUStep {
    guard entry & 1 != 0 else { return .nowhere }
    let address = entry << 2 & 0xFF_FFFF_FFFF_F000
    guard entry & 0xE != 0 else { return level == 1 ? .nowhere : .table(address) }
    return .leaf(address & ~(UInt64(4096) << UInt64(9 * (level - 1)) - 1))
  }

  func canonical(_ linear: UInt64) -> UInt64 {
    let unused = 64 - addressBits
    return UInt64(bitPattern: Int64(bitPattern: linear << unused) >> Int64(unused))
  }

  func controls(root: UInt64, _ kind: AccessKind, _ random: inout SplitMix64) -> QEMUControls {
    .riscv(QEMURISCVControls(levels: levels, root: root, sum: random.oneIn(2), mxr: random.oneIn(2)))
  }
}
