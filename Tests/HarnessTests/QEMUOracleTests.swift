import Harness
import MMUCore
import Testing

/// What QEMU answers to accesses whose outcome the manuals state.
@Suite struct QEMUOracleTests {
  /// Runs the cases and compares each outcome.
  private func check(_ ladder: QEMULadder, _ expected: [QEMUResult]) throws {
    let results = try QEMURunner(ladder.batch.guest).run(ladder.batch)
    #expect(results.count == expected.count)
    for (number, result) in results.enumerated() where number < expected.count {
      #expect(result == expected[number], "case \(number): \(ladder.batch.cases[number])")
    }
  }

  private func done(_ value: UInt64, _ changes: [UInt64: UInt64] = [:]) -> QEMUResult {
    QEMUResult(outcome: .done(value: value), changes: changes)
  }

  private func trapped(_ cause: UInt64, _ address: UInt64, _ changes: [UInt64: UInt64] = [:]) -> QEMUResult {
    QEMUResult(outcome: .trapped(cause: cause, address: address), changes: changes)
  }

  // MARK: RISC-V

  // Bits of an entry, Privileged Architecture, section 12.3.1: V R W X U G A D are bits 0 to 7.
  private static let stored: UInt64 = 0x5A5A_0000_A5A5_0000

  @Test(.enabled("skipped: no qemu-system-riscv64") { QEMURunner.isInstalled(.riscv64) }, arguments: [3, 4, 5])
  func riscvAnswersAsTheManualSays(levels: Int) throws {
    var ladder = QEMULadder(.riscv64, levels: levels) { $0 >> 2 | 1 }
    let page = ladder.targetAddress >> 2
    for (position, flags) in [0xCF, 0xC3, 0xC7, 0xD7, 0xC9, 0x07, 0xC5].enumerated() {
      ladder.setEntry(position, level: 1, to: page | UInt64(flags))
    }
    ladder.setEntry(2, level: 2, to: page | 0xCF)  // a superpage off its alignment
    ladder.setEntry(8, level: 1, to: page | 0xCF | 1 << 58)
    let plain = QEMURISCVControls(levels: levels, root: ladder.root)
    var sum = plain
    sum.sum = true
    var mxr = plain
    mxr.mxr = true
    var expected: [QEMUResult] = []
    func add(
      _ kind: AccessKind, _ privilege: Privilege, _ address: UInt64, _ controls: QEMURISCVControls,
      _ result: QEMUResult
    ) {
      ladder.add(kind, privilege, at: address, .riscv(controls))
      expected.append(result)
    }
    func at(_ position: Int) -> UInt64 { ladder.address(position, offset: 0x120) }
    let target = ladder.targetAddress + 0x120
    // Loads return the physical address; fetches run its code; stores change its word.
    add(.load, .supervisor, at(0), plain, done(target))
    add(.fetch, .supervisor, at(0) + 8, plain, done(ladder.batch.codeNumber(at: target + 8)))
    add(.store, .supervisor, at(0), plain, done(0, [target: Self.stored]))
    // Page faults are 12, 13 and 15: table 3.x "mcause values".
    add(.store, .supervisor, at(1), plain, trapped(15, at(1)))
    add(.fetch, .supervisor, at(1) + 8, plain, trapped(12, at(1) + 8))
    add(.load, .user, at(0), plain, trapped(13, at(0)))
    // SUM lets data through, and never fetches: section 12.1.1.2.
    add(.load, .supervisor, at(3), plain, trapped(13, at(3)))
    add(.load, .supervisor, at(3), sum, done(target))
    add(.fetch, .supervisor, at(3) + 8, sum, trapped(12, at(3) + 8))
    add(.load, .user, at(3), plain, done(target))
    // MXR: section 12.1.1.
    add(.load, .supervisor, at(4), plain, trapped(13, at(4)))
    add(.load, .supervisor, at(4), mxr, done(target))
    // Hardware sets A, and D upon a store, as with Svadu.
    let clean = ladder.entryAddress(5, level: 1)
    add(.load, .supervisor, at(5), plain, done(target, [clean: page | 0x47]))
    add(.store, .supervisor, at(5), plain, done(0, [clean: page | 0xC7, target: Self.stored]))
    // Writable and not readable is reserved; so are bits 60 to 54, and a misaligned superpage: section 12.3.2.
    add(.load, .supervisor, at(6), plain, trapped(13, at(6)))
    add(.load, .supervisor, at(8), plain, trapped(13, at(8)))
    let superpage = ladder.address(2, level: 2)
    add(.load, .supervisor, superpage, plain, trapped(13, superpage))
    // Absent, and an address that is not the sign extension of its low bits.
    add(.fetch, .supervisor, at(100) + 8, plain, trapped(12, at(100) + 8))
    add(.store, .supervisor, at(0) | 1 << 63, plain, trapped(15, at(0) | 1 << 63))
    try check(ladder, expected)
  }
}
