import Harness
import MMUCore
import Testing

/// One table a level, each of which holds what a test puts there, a frame to be mapped, and what QEMU shall answer.
struct QEMULadder {
  var batch: QEMUBatch
  /// The frames of the tables, the leaf level's first.
  let tables: [Int]
  let target: Int
  /// Bits that every address has.
  var base: UInt64 = 0
  private var expected: [QEMUResult] = []

  /// Tables that lead to one another at position 1.
  ///
  /// - Parameter link: the word that leads to a table.
  init(_ guest: QEMUGuest, levels: Int, link: (UInt64) -> UInt64) {
    batch = QEMUBatch(guest, seed: 0)
    var tables: [Int] = []
    for _ in 0..<levels { tables.append(batch.addFrame()) }
    self.tables = tables
    target = batch.addTargetFrame()
    for level in 1..<levels { setEntry(1, level: level + 1, to: link(batch.address(ofFrame: tables[level - 1]))) }
  }

  var root: UInt64 { batch.address(ofFrame: tables[tables.count - 1]) }
  var targetAddress: UInt64 { batch.address(ofFrame: target) }

  /// The physical address of an entry.
  func entryAddress(_ position: Int, level: Int = 1) -> UInt64 {
    batch.address(ofFrame: tables[level - 1]) + UInt64(position * 8)
  }

  mutating func setEntry(_ position: Int, level: Int = 1, to word: UInt64) {
    batch.setEntry(position, ofFrame: tables[level - 1], to: word)
  }

  /// The virtual address that finds a position at a level, and 1 in the tables above.
  func address(_ position: Int, level: Int = 1, offset: UInt64 = 0) -> UInt64 {
    let above = (level..<tables.count).reduce(UInt64(0)) { $0 | 1 << UInt64(12 + 9 * $1) }
    return base | above | UInt64(position) << UInt64(3 + 9 * level) | offset
  }

  /// Adds a case that is to be done.
  ///
  /// - Parameter reaches: the physical address that it goes to, without a fetch's 8.
  mutating func add(
    _ kind: AccessKind, _ privilege: Privilege, at address: UInt64, _ controls: QEMUControls, reaches: UInt64,
    changes: [UInt64: UInt64] = [:]
  ) {
    add(kind, privilege, at: address, controls)
    let value: UInt64
    switch kind {
    case .load: value = reaches
    case .fetch: value = batch.codeNumber(at: reaches)
    case .store: value = 0
    }
    let stored: [UInt64: UInt64] = kind == .store ? [reaches: 0x5A5A_0000_A5A5_0000] : [:]
    expected.append(QEMUResult(outcome: .done(value: value), changes: stored.merging(changes) { $1 }))
  }

  /// Adds a case that is to trap.
  mutating func add(
    _ kind: AccessKind, _ privilege: Privilege, at address: UInt64, _ controls: QEMUControls, cause: UInt64,
    reports: UInt64? = nil, changes: [UInt64: UInt64] = [:]
  ) {
    add(kind, privilege, at: address, controls)
    let outcome = QEMUResult.Outcome.trapped(
      cause: cause, address: reports ?? batch.cases[batch.cases.count - 1].address)
    expected.append(QEMUResult(outcome: outcome, changes: changes))
  }

  private mutating func add(_ kind: AccessKind, _ privilege: Privilege, at address: UInt64, _ controls: QEMUControls) {
    batch.cases.append(
      QEMUCase(
        kind, privilege, at: kind == .fetch ? address + 8 : address, frames: 0..<batch.frameCount, controls: controls))
  }

  /// Runs the cases and compares what QEMU answers to each with what is expected, and with core and reference.
  func check() throws {
    let results = try QEMURunner(batch.guest).run(batch)
    #expect(results.count == expected.count)
    #expect(try QEMUOracle.compare(results, of: batch).disagreement == nil)
    for (number, result) in results.enumerated() where number < expected.count {
      let significant = QEMUOracle.significant(result, batch.guest)
      #expect(significant == expected[number], "case \(number): \(batch.cases[number])")
    }
  }
}
