import Harness
import MMUCore
import Testing

extension QEMUOracleTests {
  private static let fault: UInt64 = 14 << 32

  @Test(.enabled("no qemu-system-x86_64") { QEMURunner.isInstalled(.x86_64) }, arguments: [4, 5])
  func x86AnswersAsTheManualSays(levels: Int) throws {
    var ladder = QEMULadder(.x86_64, levels: levels) { $0 | 0x27 }
    let plain = QEMUX86Controls(root: ladder.root, levels: levels)
    ladder.setEntry(511, level: levels, to: plain.reservedEntry)
    addRights(plain, &ladder)
    addSupervisorProtection(plain, &ladder)
    addKeys(plain, &ladder)
    addUpdatesAndReservedBits(plain, &ladder)
    try ladder.check()
  }

  /// SDM volume 3A, sections 4.6.1 and 4.7: P, W/R, U/S, RSVD, I/D, PK are bits 0 to 5 of the error code.
  private func addRights(_ controls: QEMUX86Controls, _ ladder: inout QEMULadder) {
    let page = ladder.targetAddress
    for (position, flags) in [0x63, 0x67, 0x61].enumerated() { ladder.setEntry(position, to: page | UInt64(flags)) }
    ladder.setEntry(3, to: page | 0x67 | 1 << 63)
    func at(_ position: Int) -> UInt64 { ladder.address(position, offset: 0x120) }
    let target = page + 0x120
    let plain = QEMUControls.x86(controls)
    var with = controls
    with.wp = true
    with.nxe = true
    let strict = QEMUControls.x86(with)
    for kind in [AccessKind.load, .store, .fetch] {
      ladder.add(kind, .supervisor, at: at(0), plain, reaches: target)
      ladder.add(kind, .supervisor, at: at(1), plain, reaches: target)
      ladder.add(kind, .user, at: at(1), plain, reaches: target)
      ladder.add(kind, .user, at: at(0), strict, cause: Self.fault | [5, 7, 0x15][Int(kind.rawValue)])
    }
    ladder.add(.store, .supervisor, at: at(2), plain, reaches: target)
    ladder.add(.store, .supervisor, at: at(2), strict, cause: Self.fault | 3)
    ladder.add(.load, .user, at: at(3), strict, reaches: target)
    ladder.add(.fetch, .user, at: at(3), strict, cause: Self.fault | 0x15)
    // Without EFER.NXE, bit 63 is reserved, and I/D stays clear without SMEP.
    ladder.add(.load, .user, at: at(3), plain, cause: Self.fault | 0xD)
    ladder.add(.fetch, .user, at: at(3), plain, cause: Self.fault | 0xD)
    ladder.add(.load, .supervisor, at: at(100), plain, cause: Self.fault)
    // Not canonical: #GP(0), which sets no address.
    for kind in [AccessKind.load, .store, .fetch] {
      ladder.add(kind, .supervisor, at: at(0) | 1 << 62, plain, cause: 13 << 32, reports: 0)
    }
  }

  /// SMEP and SMAP: section 4.6.1.
  private func addSupervisorProtection(_ controls: QEMUX86Controls, _ ladder: inout QEMULadder) {
    var with = controls
    with.smep = true
    with.smap = true
    let both = QEMUControls.x86(with)
    with.ac = true
    let ac = QEMUControls.x86(with)
    let address = ladder.address(1)
    ladder.add(.load, .supervisor, at: address, both, cause: Self.fault | 1)
    ladder.add(.store, .supervisor, at: address, both, cause: Self.fault | 3)
    ladder.add(.fetch, .supervisor, at: address, both, cause: Self.fault | 0x11)
    ladder.add(.load, .supervisor, at: address, ac, reaches: ladder.targetAddress)
    ladder.add(.fetch, .supervisor, at: address, ac, cause: Self.fault | 0x11)
    ladder.add(.load, .user, at: address, both, reaches: ladder.targetAddress)
  }

  /// Protection keys: section 4.6.2.
  private func addKeys(_ controls: QEMUX86Controls, _ ladder: inout QEMULadder) {
    ladder.setEntry(4, to: ladder.targetAddress | 0x67 | 5 << 59)
    let address = ladder.address(4)
    let target = ladder.targetAddress
    var with = controls
    with.pke = true
    with.pkru = 0b10 << 10
    let readOnly = QEMUControls.x86(with)
    with.pkru = 0b01 << 10
    let inaccessible = QEMUControls.x86(with)
    ladder.add(.load, .user, at: address, readOnly, reaches: target)
    ladder.add(.store, .user, at: address, readOnly, cause: Self.fault | 0x27)
    // WD stops the supervisor only where CR0.WP is set.
    ladder.add(.store, .supervisor, at: address, readOnly, reaches: target)
    ladder.add(.load, .user, at: address, inaccessible, cause: Self.fault | 0x25)
    ladder.add(.load, .supervisor, at: address, inaccessible, cause: Self.fault | 0x21)
    ladder.add(.fetch, .user, at: address, inaccessible, reaches: target)
  }

  /// Accessed and dirty bits, section 4.8; reserved bits, section 4.5; 40 physical-address bits.
  private func addUpdatesAndReservedBits(_ controls: QEMUX86Controls, _ ladder: inout QEMULadder) {
    let plain = QEMUControls.x86(controls)
    let page = ladder.targetAddress
    ladder.setEntry(5, to: page | 0x03)
    ladder.setEntry(6, to: page | 0x63 | 1 << 40)
    ladder.setEntry(2, level: 2, to: page & ~0x1F_FFFF | 0x83)
    ladder.setEntry(3, level: 2, to: page & ~0x1F_FFFF | 0x83 | 1 << 14)
    ladder.setEntry(2, level: 4, to: ladder.batch.address(ofFrame: ladder.tables[2]) | 0xA3)
    let entry = ladder.entryAddress(5)
    ladder.add(.load, .supervisor, at: ladder.address(5), plain, reaches: page, changes: [entry: page | 0x23])
    ladder.add(.store, .supervisor, at: ladder.address(5), plain, reaches: page, changes: [entry: page | 0x63])
    ladder.add(.load, .supervisor, at: ladder.address(6), plain, cause: Self.fault | 9)
    let large = ladder.address(2, level: 2, offset: page & 0x1F_FFFF)
    ladder.add(
      .store, .supervisor, at: large, plain, reaches: page,
      changes: [ladder.entryAddress(2, level: 2): page & ~0x1F_FFFF | 0xE3])
    ladder.add(.load, .supervisor, at: ladder.address(3, level: 2), plain, cause: Self.fault | 9)
    ladder.add(.load, .supervisor, at: ladder.address(2, level: 4), plain, cause: Self.fault | 9)
  }
}
