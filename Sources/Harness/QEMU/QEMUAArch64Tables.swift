import MMUCore
import Workload

/// Random tables of AArch64's stage 1 with granules of 4 KiB. Source: Arm ARM (DDI 0487), D8.3 and D8.4.
///
/// Left out, since the manual allows several outcomes: the Contiguous bit of an entry that could not stand in a whole run of
/// such (D8.7), shareability 0b01 (D8.6), the RES0 bits of addresses (D8.3), HD without HA (D8.5), and PAN with
/// execute-only pages of EL0, which FEAT_PAN3 changes (D8.4). Memory is never tagged nor a device, and pages are not
/// guarded (GP).
///
/// Left out, since QEMU 7.2 is wrong: fetches with HD. A page with DBM counts as writable in all respects (AArch64.
/// S1ApplyOutputPerms in the manual: "descriptors marked with DBM set have the effective value of AP[2] cleared"), so WXN
/// and writability from EL0 forbid to execute it; QEMU lets it be executed until it is dirty. Nor are there
/// blocks at the manual's level 0, which QEMU takes for valid though TCR_EL1.DS is 0 (D8.3).
struct QEMUAArch64Tables: QEMUTableGenerator {
  let isUpper: Bool
  let sizeOffset: UInt64

  // With 26 and 35 the guest cannot reach its own code through TTBR1.
  private static let lowerSizes: [UInt64] = [16, 16, 17, 20, 24, 25, 25, 26, 29, 33, 34, 35, 39]
  private static let upperSizes: [UInt64] = [16, 16, 17, 20, 24, 25, 25, 28, 33, 34, 39]

  init(_ random: inout SplitMix64) {
    isUpper = random.oneIn(2)
    sizeOffset = random.pick(isUpper ? Self.upperSizes : Self.lowerSizes)
  }

  private var blank: QEMUAArch64Controls { QEMUAArch64Controls(root: 0, sizeOffset: sizeOffset, isUpper: isUpper) }

  var levels: Int { 4 - blank.startLevel }
  var rootBits: Int { 64 - Int(sizeOffset) - 12 - 9 * (levels - 1) }
  var reservedEntries: [Int: UInt64] { blank.reservedEntries }

  func entry(_ position: Int, at level: Int, _ shape: QEMUTableShape, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(24) { return random.next() & ~1 }
    let isBlock = (2...3).contains(level) && random.oneIn(level == 2 ? 3 : 6)
    if level > 1 && !isBlock { return table(at: level, shape, &random) }
    let page = shape.page(at: level, &random)
    // At level 1 here, the manual's 3, 0b01 is invalid.
    var entry: UInt64 = page | (level == 1 && !random.oneIn(25) ? 3 : 1)
    entry |= random.next() & 0x7800_0000_0000_08DC  // AttrIndx, AP, nG; bits 59 to 62, which hardware ignores
    entry |= random.next() & 0x0780_0000_0000_0000  // for software
    entry |= random.pick([0, 2, 3]) << 8
    entry |= random.oneIn(4) ? 0 : 1 << 10  // AF
    entry |= random.oneIn(2) ? 1 << 51 : 0  // DBM
    entry |= random.oneIn(4) ? 1 << 53 : 0  // PXN
    entry |= random.oneIn(4) ? 1 << 54 : 0  // UXN
    let isConsistent = page >> UInt64(12 + 9 * (level - 1)) & 15 == UInt64(position & 15)
    return isConsistent && random.oneIn(2) ? entry | 1 << 52 : entry
  }

  /// An entry that leads on, with the limits that it sets: NSTable is ignored outside the secure state.
  private func table(at level: Int, _ shape: QEMUTableShape, _ random: inout SplitMix64) -> UInt64 {
    var entry = shape.table(at: level - 1, &random) | 3 | random.next() & 0x07F8_0000_0000_0FFC
    for limit in 59...62 where random.oneIn(12) { entry |= 1 << UInt64(limit) }
    return entry
  }

  func step(_ entry: UInt64, at level: Int) -> QEMUStep {
    guard entry & 1 != 0 else { return .nowhere }
    let address = entry & 0xFFFF_FFFF_F000
    if level == 1 { return entry & 2 == 0 ? .nowhere : .leaf(address) }
    if entry & 2 != 0 { return .table(address) }
    return level > 3 ? .nowhere : .leaf(address & ~(UInt64(4096) << UInt64(9 * (level - 1)) - 1))
  }

  /// The Contiguous bit of an entry that is not in its place among its sixteen, or whose sixteen are more than a root has room
  /// for: a table may be reached at another level than it was made for.
  func isUnpredictable(_ linear: UInt64, _ entry: UInt64, at level: Int) -> Bool {
    guard case .leaf = step(entry, at: level), entry & 1 << 52 != 0 else { return false }
    let difference = (linear ^ entry & 0xFFFF_FFFF_F000) >> UInt64(12 + 9 * (level - 1)) & 15
    return difference != 0 || level == levels && rootBits < 4
  }

  func canonical(_ linear: UInt64) -> UInt64 {
    let outside = ~UInt64(0) << addressBits
    return isUpper ? linear | outside : linear & ~outside
  }

  func controls(root: UInt64, _ kind: AccessKind, _ random: inout SplitMix64) -> QEMUControls {
    var controls = blank
    controls.root = root
    controls.outputSize = random.pick([5, 5, 5, 4, 2, 1, 0])
    controls.setsAccessFlag = random.oneIn(2)
    controls.setsDirtyState = controls.setsAccessFlag && kind != .fetch && random.oneIn(2)
    controls.ignoresTableLimits = random.oneIn(4)
    controls.wxn = random.oneIn(4)
    controls.pan = random.oneIn(2)
    return .aarch64(controls)
  }
}
