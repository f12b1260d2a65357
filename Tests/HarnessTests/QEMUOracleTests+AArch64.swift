import Harness
import MMUCore
import Testing

extension QEMUOracleTests {
  // Exception classes, Arm ARM (DDI 0487), D24.2: instruction and data aborts, from EL0 and from EL1.
  private static let fetchFromEL0: UInt64 = 0x20 << 26
  private static let fetchFromEL1: UInt64 = 0x21 << 26
  private static let dataFromEL0: UInt64 = 0x24 << 26
  private static let dataFromEL1: UInt64 = 0x25 << 26
  // ISS: the access writes; status codes but for the level.
  private static let write: UInt64 = 1 << 6
  private static let addressSize: UInt64 = 0
  private static let translation: UInt64 = 4
  private static let accessFlag: UInt64 = 8
  private static let permission: UInt64 = 12
  private static let flags: UInt64 = 0x703  // page, AttrIndx 0, inner shareable, AF

  @Test(
    .enabled("no qemu-system-aarch64") { QEMURunner.isInstalled(.aarch64) },
    arguments: [(4, false), (3, false), (2, false), (4, true), (3, true)])
  func aarch64AnswersAsTheManualSays(levels: Int, isUpper: Bool) throws {
    var ladder = QEMULadder(.aarch64, levels: levels) { $0 | 3 }
    var controls = QEMUAArch64Controls(
      root: ladder.root, sizeOffset: UInt64(64 - 12 - 9 * levels), isUpper: isUpper)
    for (position, entry) in controls.reservedEntries { ladder.setEntry(position, level: levels, to: entry) }
    ladder.base = isUpper ? ~0 << UInt64(12 + 9 * levels) : 0
    addRights(controls, &ladder)
    addFeatures(controls, &ladder)
    addUpdates(&controls, &ladder)
    addBadEntries(controls, &ladder)
    try ladder.check()
  }

  /// AP, UXN and PXN: D8.4. AP[2:1] are bits 7 and 6.
  private func addRights(_ controls: QEMUAArch64Controls, _ ladder: inout QEMULadder) {
    let page = ladder.targetAddress | Self.flags
    for position in 0..<4 { ladder.setEntry(position, to: page | UInt64(position) << 6) }
    ladder.setEntry(4, to: page | 1 << 6 | 1 << 54)
    ladder.setEntry(5, to: page | 1 << 53)
    let plain = QEMUControls.aarch64(controls)
    let target = ladder.targetAddress + 0x120
    func at(_ position: Int) -> UInt64 { ladder.address(position, offset: 0x120) }
    for kind in [AccessKind.load, .store, .fetch] { ladder.add(kind, .supervisor, at: at(0), plain, reaches: target) }
    for kind in [AccessKind.load, .store, .fetch] { ladder.add(kind, .user, at: at(1), plain, reaches: target) }
    ladder.add(.load, .user, at: at(0), plain, cause: Self.dataFromEL0 | Self.permission | 3)
    ladder.add(.store, .user, at: at(3), plain, cause: Self.dataFromEL0 | Self.write | Self.permission | 3)
    ladder.add(.store, .supervisor, at: at(2), plain, cause: Self.dataFromEL1 | Self.write | Self.permission | 3)
    ladder.add(.load, .supervisor, at: at(2), plain, reaches: target)
    // What EL0 may write, EL1 may not execute.
    ladder.add(.fetch, .supervisor, at: at(1), plain, cause: Self.fetchFromEL1 | Self.permission | 3)
    ladder.add(.fetch, .supervisor, at: at(5), plain, cause: Self.fetchFromEL1 | Self.permission | 3)
    ladder.add(.fetch, .user, at: at(4), plain, cause: Self.fetchFromEL0 | Self.permission | 3)
    ladder.add(.fetch, .user, at: at(3), plain, reaches: target)
  }

  /// WXN and PAN: D8.4.
  private func addFeatures(_ controls: QEMUAArch64Controls, _ ladder: inout QEMULadder) {
    var with = controls
    with.wxn = true
    let wxn = QEMUControls.aarch64(with)
    with.wxn = false
    with.pan = true
    let pan = QEMUControls.aarch64(with)
    let target = ladder.targetAddress
    ladder.add(.fetch, .supervisor, at: ladder.address(0), wxn, cause: Self.fetchFromEL1 | Self.permission | 3)
    ladder.add(.fetch, .supervisor, at: ladder.address(2), wxn, reaches: target)
    ladder.add(.load, .supervisor, at: ladder.address(0), pan, reaches: target)
    ladder.add(.load, .supervisor, at: ladder.address(1), pan, cause: Self.dataFromEL1 | Self.permission | 3)
    ladder.add(.load, .user, at: ladder.address(1), pan, reaches: target)
  }

  /// Access flag and dirty state: D8.5.
  private func addUpdates(_ controls: inout QEMUAArch64Controls, _ ladder: inout QEMULadder) {
    let old = ladder.targetAddress | Self.flags & ~0x400
    let clean = ladder.targetAddress | Self.flags | 1 << 51 | 1 << 7
    ladder.setEntry(6, to: old)
    ladder.setEntry(7, to: clean)
    let (oldAddress, cleanAddress) = (ladder.address(6), ladder.address(7))
    let target = ladder.targetAddress
    let plain = QEMUControls.aarch64(controls)
    ladder.add(.load, .supervisor, at: oldAddress, plain, cause: Self.dataFromEL1 | Self.accessFlag | 3)
    ladder.add(.store, .supervisor, at: cleanAddress, plain, cause: Self.dataFromEL1 | Self.write | Self.permission | 3)
    var with = controls
    with.setsAccessFlag = true
    let flag = QEMUControls.aarch64(with)
    ladder.add(
      .load, .supervisor, at: oldAddress, flag, reaches: target, changes: [ladder.entryAddress(6): old | 0x400])
    with.setsDirtyState = true
    let dirty = QEMUControls.aarch64(with)
    ladder.add(
      .store, .supervisor, at: cleanAddress, dirty, reaches: target,
      changes: [ladder.entryAddress(7): clean & ~(1 << 7)])
    ladder.add(.load, .supervisor, at: cleanAddress, dirty, reaches: target)
  }

  /// Invalid and reserved descriptors, D8.3; addresses out of range, D8.2.
  private func addBadEntries(_ controls: QEMUAArch64Controls, _ ladder: inout QEMULadder) {
    let plain = QEMUControls.aarch64(controls)
    ladder.setEntry(8, to: ladder.targetAddress | 0x701)
    ladder.add(.load, .user, at: ladder.address(8), plain, cause: Self.dataFromEL0 | Self.translation | 3)
    ladder.add(.load, .supervisor, at: ladder.address(100), plain, cause: Self.dataFromEL1 | Self.translation | 3)
    ladder.add(
      .load, .supervisor, at: ladder.address(0) ^ 1 << 60, plain, cause: Self.dataFromEL1 | Self.translation)
    var with = controls
    with.outputSize = 2
    ladder.setEntry(9, to: ladder.targetAddress | 1 << 44 | Self.flags)
    ladder.add(
      .store, .supervisor, at: ladder.address(9), .aarch64(with),
      cause: Self.dataFromEL1 | Self.write | Self.addressSize | 3)
    guard ladder.tables.count > 2 else { return }
    // A block, and a table that withholds writing: APTable, D8.4.
    let block = ladder.targetAddress & ~0x1F_FFFF | 0x701
    ladder.setEntry(2, level: 2, to: block)
    let address = ladder.address(2, level: 2, offset: ladder.targetAddress & 0x1F_FFFF)
    ladder.add(.store, .supervisor, at: address, plain, reaches: ladder.targetAddress)
    ladder.setEntry(3, level: 2, to: ladder.batch.address(ofFrame: ladder.tables[0]) | 3 | 1 << 62)
    let limited = ladder.address(3, level: 2)
    ladder.add(.store, .supervisor, at: limited, plain, cause: Self.dataFromEL1 | Self.write | Self.permission | 3)
    with.outputSize = 5
    with.ignoresTableLimits = true
    ladder.add(.store, .supervisor, at: limited, .aarch64(with), reaches: ladder.targetAddress)
  }
}
