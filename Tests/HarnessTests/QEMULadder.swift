import Harness
import MMUCore

/// One table a level, each of which holds what a test puts there, and two frames to be mapped.
struct QEMULadder {
  var batch: QEMUBatch
  /// The frames of the tables, the leaf level's first.
  let tables: [Int]
  let target: Int

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
  func entryAddress(_ position: Int, level: Int) -> UInt64 {
    batch.address(ofFrame: tables[level - 1]) + UInt64(position * 8)
  }

  mutating func setEntry(_ position: Int, level: Int, to word: UInt64) {
    batch.setEntry(position, ofFrame: tables[level - 1], to: word)
  }

  /// The virtual address that finds a position at a level, and 1 in the tables above.
  func address(_ position: Int, level: Int = 1, offset: UInt64 = 0) -> UInt64 {
    let above = (level..<tables.count).reduce(UInt64(0)) { $0 | 1 << UInt64(12 + 9 * $1) }
    return above | UInt64(position) << UInt64(3 + 9 * level) | offset
  }

  /// Adds a case.
  mutating func add(_ kind: AccessKind, _ privilege: Privilege, at address: UInt64, _ controls: QEMUControls) {
    batch.cases.append(
      QEMUCase(kind, privilege, at: address, frames: 0..<batch.frameCount, controls: controls))
  }
}
