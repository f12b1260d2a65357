import MMUCore

/// Compares what QEMU answered with what a model of translation expects.
public enum QEMUOracle {
  /// How many cases go into one run of a machine.
  static let batchSize = 10_000

  /// Makes random batches, runs them, and compares every answer with those of core and reference, up to the first difference.
  ///
  /// - Parameters:
  ///   - corpusFolder: where a case found different is kept; nowhere, if it is `nil`.
  ///   - progress: told, again and again, how many cases have been compared.
  public static func run(
    _ mode: QEMUMode, on runner: QEMURunner, seed: UInt64, cases: Int, corpusFolder: String? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws(QEMUFailure) -> QEMUReport {
    var report = QEMUReport(mode.guest, seed: seed)
    while report.cases < cases && report.disagreement == nil {
      let count = min(batchSize, cases - report.cases)
      let batch = QEMUBatch.random(mode, seed: seed &+ UInt64(report.cases / batchSize), cases: count)
      var part = try compare(try runner.run(batch), of: batch)
      if let corpusFolder { try part.keep(batch, in: corpusFolder) }
      report.add(part)
      progress(report.cases)
    }
    return report
  }

  /// Compares results with core and reference, up to the first difference.
  public static func compare(_ results: [QEMUResult], of batch: QEMUBatch) throws(QEMUFailure) -> QEMUReport {
    guard let walkers = QEMUWalkers(batch) else { throw .noMemory }
    var report = compare(results, of: batch) { walkers.expect($0) }
    if report.disagreement == nil, let address = walkers.difference {
      report.disagreement = "seed \(batch.seed): core and reference left different words at \(GPA(address).hexadecimal)"
    }
    return report
  }

  /// Compares results with two expectations, up to the first difference.
  ///
  /// - Parameter model: sees each case with the batch's memory as it is; nothing of a case is left for the next.
  public static func compare(
    _ results: [QEMUResult], of batch: QEMUBatch, model: (QEMUCase) -> QEMUExpectations
  ) -> QEMUReport {
    var report = QEMUReport(batch.guest, seed: batch.seed)
    for (number, access) in batch.cases.enumerated() {
      let expected = model(access)
      let result = significant(results[number], batch.guest)
      report.count(result, expected.core)
      guard let difference = difference(result, expected, access, batch) else { continue }
      report.differentCase = number
      report.disagreement = "seed \(batch.seed), \(batch.guest.rawValue) case \(number), \(access): \(difference)"
      break
    }
    return report
  }

  /// A result without what says nothing about translation, and without what QEMU 7.2 is known to report wrongly.
  ///
  /// Of ESR_EL1: the exception class, whether the access wrote, and the fault status remain: D24.2 in the Arm ARM (DDI 0487).
  /// CR2 means nothing unless a page fault set it. Of an x86 page fault upon a reserved bit, QEMU leaves P clear in the error
  /// code; the SDM, volume 3A, 4.7, has it set, and so has the result. RISC-V reports nothing else.
  public static func significant(_ result: QEMUResult, _ guest: QEMUGuest) -> QEMUResult {
    guard case .trapped(let cause, let address) = result.outcome else { return result }
    var result = result
    switch guest {
    case .riscv64: break
    case .aarch64:
      result.outcome = .trapped(cause: significantSyndrome(cause), address: address)
    case .x86_64:
      let isPageFault = cause >> 32 == 14
      result.outcome = .trapped(
        cause: isPageFault && cause & 8 != 0 ? cause | 1 : cause, address: isPageFault ? address : 0)
    }
    return result
  }

  /// Of ESR_EL1: the exception class, WnR of a data abort, and the fault status.
  static func significantSyndrome(_ syndrome: UInt64) -> UInt64 {
    let isFetch = syndrome >> 27 == 0x20 >> 1
    return syndrome & (0xFC00_003F | (isFetch ? 0 : 1 << 6))
  }

  /// How core, reference and QEMU differ, or `nil`.
  private static func difference(
    _ result: QEMUResult, _ expected: QEMUExpectations, _ access: QEMUCase, _ batch: QEMUBatch
  ) -> String? {
    guard expected.core == expected.reference else {
      return "core \(text(expected.core)), reference \(text(expected.reference)), QEMU \(result.outcome)"
    }
    return difference(result, expected.core, access, batch)
  }

  private static func text(_ expectation: QEMUExpectation) -> String {
    "\(expectation.outcome) changing \(text(expectation.changes))"
  }

  /// How a result differs from what is expected, or `nil`.
  private static func difference(
    _ result: QEMUResult, _ expectation: QEMUExpectation, _ access: QEMUCase, _ batch: QEMUBatch
  ) -> String? {
    let expected = expected(expectation, access, batch)
    // x86 leaves open what is read where there is no memory.
    let isOpen = expected.isOpen && result.outcome.isDone && expected.result.outcome.isDone
    if result.outcome != expected.result.outcome && !isOpen {
      return "QEMU \(result.outcome), expected \(expected.result.outcome) from \(expectation.outcome)"
    }
    let found = withoutOptionalFlags(result.changes, result.outcome, batch)
    let wanted = withoutOptionalFlags(expected.result.changes, result.outcome, batch)
    if found == wanted && result.changeCount == result.changes.count { return nil }
    return "QEMU changed \(text(found)), expected \(text(wanted))"
  }

  /// The result that proves an expectation.
  private static func expected(
    _ expectation: QEMUExpectation, _ access: QEMUCase, _ batch: QEMUBatch
  ) -> (result: QEMUResult, isOpen: Bool) {
    switch expectation.outcome {
    case .trapped(let cause, let address):
      let outcome = QEMUResult.Outcome.trapped(cause: cause, address: address)
      return (QEMUResult(outcome: outcome, changes: expectation.changes), false)
    case .translated(let physical):
      var changes = expectation.changes
      guard let before = batch.word(at: physical) else {
        return (QEMUResult(outcome: absentMemory(access, batch.guest), changes: changes), batch.guest == .x86_64)
      }
      var value: UInt64 = 0
      switch access.kind {
      case .load: value = changes[physical] ?? before
      case .fetch: value = batch.codeNumber(at: physical)
      case .store: changes[physical] = QEMULayout.stored
      }
      return (QEMUResult(outcome: .done(value: value), changes: changes), false)
    }
  }

  /// How an access ends that is translated to where there is no memory: access faults (RISC-V Privileged Architecture,
  /// "mcause Values"), a synchronous external abort that is not on a walk (Arm ARM, D24.2), or nothing to speak of.
  private static func absentMemory(_ access: QEMUCase, _ guest: QEMUGuest) -> QEMUResult.Outcome {
    switch guest {
    case .riscv64:
      return .trapped(cause: [5, 7, 1][Int(access.kind.rawValue)], address: access.address)
    case .aarch64:
      let isSupervisor: UInt64 = access.privilege == .supervisor ? 1 : 0
      let exception: UInt64 = (access.kind == .fetch ? 0x20 : 0x24) | isSupervisor
      let write: UInt64 = access.kind == .store ? 1 << 6 : 0
      return .trapped(cause: exception << 26 | write | 0x10, address: access.address)
    case .x86_64: return .done(value: 0)
    }
  }

  private static func text(_ changes: [UInt64: UInt64]) -> String {
    let words = changes.sorted { $0.key < $1.key }
      .map { "0x\(String($0.key, radix: 16)) to 0x\(String($0.value, radix: 16))" }
    return words.isEmpty ? "nothing" : words.joined(separator: ", ")
  }
}

extension QEMUResult.Outcome {
  fileprivate var isDone: Bool {
    if case .done = self { true } else { false }
  }
}

extension QEMUReport {
  fileprivate mutating func count(_ result: QEMUResult, _ expectation: QEMUExpectation) {
    cases += 1
    updates += expectation.changes.isEmpty ? 0 : 1
    switch result.outcome {
    case .done: translated += 1
    case .trapped(let cause, _): faults[cause, default: 0] += 1
    }
  }
}
