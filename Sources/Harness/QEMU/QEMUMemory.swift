import Glibc
import MMUCore

/// The machine's RAM as the harness maps it.
final class QEMUMemory {
  private let bytes: UnsafeMutableRawBufferPointer

  /// A new file of zeros, which takes space only where it is written; `nil` with `errno` when there can be none.
  init?(path: String, byteCount: Int) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard ftruncate(descriptor, byteCount) == 0,
      let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED
    else { return nil }
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  /// Whether the guest has done all its cases.
  var isDone: Bool {
    let status = bytes.load(fromByteOffset: QEMULayout.header + QEMULayout.statusOffset, as: UInt32.self)
    return status == QEMULayout.statusDone
  }

  /// How many cases the guest has done.
  var completed: UInt64 { word(QEMULayout.header + QEMULayout.completedOffset) }

  /// Writes header, cases and arena.
  func write(_ batch: QEMUBatch) {
    store(QEMULayout.magic, at: QEMULayout.header)
    store(UInt64(QEMULayout.version), at: QEMULayout.header + 8)
    store(UInt64(batch.cases.count), at: QEMULayout.header + 16)
    store(UInt64(batch.words.count * 8), at: QEMULayout.header + 32)
    if case .x86(let controls)? = batch.cases.first?.controls, controls.levels == 5 {
      store(1, at: QEMULayout.header + 40)
    }
    for (number, access) in batch.cases.enumerated() {
      write(access, at: QEMULayout.cases + number * QEMULayout.caseSize)
    }
    for (position, word) in batch.words.enumerated() { store(word, at: QEMULayout.arena + position * 8) }
  }

  private func write(_ access: QEMUCase, at offset: Int) {
    store(access.address, at: offset)
    store(UInt64(access.privilege.rawValue) << 32 | UInt64(access.kind.rawValue), at: offset + 8)
    store(UInt64(access.frames.lowerBound * 4096), at: offset + 16)
    store(UInt64(access.frames.count * 4096), at: offset + 24)
    for (number, register) in access.controls.registers.enumerated() { store(register, at: offset + 32 + 8 * number) }
  }

  /// What the guest reports.
  func results(of batch: QEMUBatch) -> [QEMUResult] {
    batch.cases.indices.map {
      result(at: QEMULayout.results + $0 * QEMULayout.resultSize, arenaBase: batch.guest.arenaBase)
    }
  }

  private func result(at offset: Int, arenaBase: UInt64) -> QEMUResult {
    let count = Int(clamping: word(offset + 32))
    var changes: [UInt64: UInt64] = [:]
    for number in 0..<min(count, QEMULayout.maxChanges) {
      changes[arenaBase + word(offset + 40 + 16 * number)] = word(offset + 48 + 16 * number)
    }
    let outcome: QEMUResult.Outcome =
      word(offset) == QEMULayout.outcomeDone
      ? .done(value: word(offset + 24)) : .trapped(cause: word(offset + 8), address: word(offset + 16))
    return QEMUResult(outcome: outcome, changes: changes, changeCount: count)
  }

  private func word(_ offset: Int) -> UInt64 { bytes.load(fromByteOffset: offset, as: UInt64.self) }

  private func store(_ word: UInt64, at offset: Int) {
    bytes.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
  }
}
