import Harness
import MMUCore
import Testing

/// What QEMU answers to accesses whose outcome the manuals state. Loads prove the physical address by the value that they
/// return, fetches by the code that runs, stores by the word that changes.
@Suite struct QEMUOracleTests {
  @Test(.enabled("no qemu-system-riscv64") { QEMURunner.isInstalled(.riscv64) }, arguments: [3, 4, 5])
  func riscvAnswersAsTheManualSays(levels: Int) throws {
    var ladder = QEMULadder(.riscv64, levels: levels) { $0 >> 2 | 1 }
    let plain = QEMURISCVControls(levels: levels, root: ladder.root)
    addRights(plain, &ladder)
    addUpdatesAndReservedBits(.riscv(plain), &ladder)
    try ladder.check()
  }

  /// Privileged Architecture, "Memory Privilege in mstatus Register" and "Addressing and Memory Protection": V R W X U G A D are
  /// bits 0 to 7 of an entry. Page faults of fetch, load and store are 12, 13 and 15: "mcause Values".
  private func addRights(_ controls: QEMURISCVControls, _ ladder: inout QEMULadder) {
    let page = ladder.targetAddress >> 2
    for (position, flags) in [0xCF, 0xC3, 0xDF, 0xC9].enumerated() {
      ladder.setEntry(position, to: page | UInt64(flags))
    }
    func at(_ position: Int) -> UInt64 { ladder.address(position, offset: 0x120) }
    let plain = QEMUControls.riscv(controls)
    var with = controls
    with.sum = true
    let sum = QEMUControls.riscv(with)
    with.sum = false
    with.mxr = true
    let mxr = QEMUControls.riscv(with)
    let target = ladder.targetAddress + 0x120
    for kind in [AccessKind.load, .store, .fetch] {
      ladder.add(kind, .supervisor, at: at(0), plain, reaches: target)
      ladder.add(kind, .user, at: at(2), plain, reaches: target)
    }
    ladder.add(.load, .user, at: at(0), plain, cause: 13)
    ladder.add(.store, .supervisor, at: at(1), plain, cause: 15)
    ladder.add(.fetch, .supervisor, at: at(1), plain, cause: 12)
    ladder.add(.load, .supervisor, at: at(2), plain, cause: 13)
    // SUM lets data through, never fetches.
    ladder.add(.load, .supervisor, at: at(2), sum, reaches: target)
    ladder.add(.store, .supervisor, at: at(2), sum, reaches: target)
    ladder.add(.fetch, .supervisor, at: at(2), sum, cause: 12)
    ladder.add(.load, .supervisor, at: at(3), plain, cause: 13)
    ladder.add(.load, .supervisor, at: at(3), mxr, reaches: target)
    ladder.add(.store, .supervisor, at: at(3), mxr, cause: 15)
  }

  /// "Virtual Address Translation Process". A and D are set by the processor, as with Svadu.
  private func addUpdatesAndReservedBits(_ plain: QEMUControls, _ ladder: inout QEMULadder) {
    let page = ladder.targetAddress >> 2
    ladder.setEntry(4, to: page | 0x07)
    ladder.setEntry(5, to: page | 0xC5)
    ladder.setEntry(6, to: page | 0xCF | 1 << 58)
    ladder.setEntry(2, level: 2, to: page | 0xCF)
    let entry = ladder.entryAddress(4)
    let target = ladder.targetAddress
    ladder.add(.load, .supervisor, at: ladder.address(4), plain, reaches: target, changes: [entry: page | 0x47])
    ladder.add(.store, .supervisor, at: ladder.address(4), plain, reaches: target, changes: [entry: page | 0xC7])
    ladder.add(.fetch, .supervisor, at: ladder.address(4), plain, cause: 12)
    // Reserved: writable but not readable, bits 60 to 54, a superpage off its alignment. Then an absent page, and an address
    // that does not repeat its top bit.
    ladder.add(.load, .supervisor, at: ladder.address(5), plain, cause: 13)
    ladder.add(.load, .supervisor, at: ladder.address(6), plain, cause: 13)
    ladder.add(.load, .supervisor, at: ladder.address(2, level: 2), plain, cause: 13)
    ladder.add(.fetch, .supervisor, at: ladder.address(100), plain, cause: 12)
    ladder.add(.store, .supervisor, at: ladder.address(4) | 1 << 63, plain, cause: 15)
  }
}
