import Harness
import MMUCore
import Testing

/// Random batches through QEMU.
@Suite(.serialized) struct QEMUBatchTests {
  private static let seed: UInt64 = 0x5EED_0001
  private static let installed = QEMUMode.allCases.filter { QEMURunner.isInstalled($0.guest) }

  @Test(
    .enabled("no qemu-system-riscv64, -aarch64 or -x86_64") { !installed.isEmpty }, arguments: installed)
  func qemuAndTheManualAgree(_ mode: QEMUMode) throws {
    let runner = try QEMURunner(mode.guest)
    let report = try QEMUOracle.run(mode, on: runner, seed: Self.seed, cases: 10_000, model: QEMUModels.expect)
    #expect(report.disagreement == nil)
    #expect(report.cases == 10_000)
    #expect(report.translated > 2000 && report.updates > 800)
    #expect(report.translated + report.faults.values.reduce(0, +) == report.cases)
  }

  /// A comparison that notices nothing would agree with everything.
  @Test(
    .enabled("no qemu-system-riscv64, -aarch64 or -x86_64") { !installed.isEmpty }, arguments: installed)
  func aWrongModelIsFound(_ mode: QEMUMode) throws {
    let batch = QEMUBatch.random(mode, seed: Self.seed, cases: 1000)
    let results = try QEMURunner(mode.guest).run(batch)
    #expect(QEMUOracle.compare(results, of: batch, model: QEMUModels.expect).disagreement == nil)
    let forgetsUpdates = QEMUOracle.compare(results, of: batch) { access, batch in
      var expectation = QEMUModels.expect(access, batch)
      if case .translated = expectation.outcome { expectation.changes = [:] }
      return expectation
    }
    #expect(forgetsUpdates.disagreement?.contains("QEMU changed") == true)
    let findsTheNextWord = QEMUOracle.compare(results, of: batch) { access, batch in
      var expectation = QEMUModels.expect(access, batch)
      if case .translated(let physical) = expectation.outcome {
        expectation.outcome = .translated(physical: physical ^ 16)
      }
      return expectation
    }
    #expect(findsTheNextWord.disagreement?.contains("seed \(Self.seed)") == true)
    let ignoresPrivilege = QEMUOracle.compare(results, of: batch) { access, batch in
      var other = access
      other.privilege = .supervisor
      return QEMUModels.expect(other, batch)
    }
    #expect(ignoresPrivilege.disagreement != nil)
  }

  @Test(arguments: QEMUMode.allCases) func aSeedMakesTheSameBatchAgain(_ mode: QEMUMode) {
    let first = QEMUBatch.random(mode, seed: 5, cases: 500)
    let second = QEMUBatch.random(mode, seed: 5, cases: 500)
    #expect(first.cases == second.cases && first.words == second.words)
    #expect(QEMUBatch.random(mode, seed: 6, cases: 500).cases != first.cases)
  }

  @Test(.enabled("no qemu-system-riscv64") { QEMURunner.isInstalled(.riscv64) })
  func aBatchThatDoesNotFitIsRefused() throws {
    let batch = QEMUBatch.random(.sv39, seed: 5, cases: 40_000)
    let runner = try QEMURunner(.riscv64)
    #expect(throws: QEMUFailure.batchTooLarge(cases: 40_000, frames: batch.frameCount)) { try runner.run(batch) }
  }

  @Test func failuresSayWhatToInstall() {
    #expect(
      "\(QEMUFailure.emulatorMissing(.aarch64))"
        == "No qemu-system-aarch64 in PATH; install it with: apt-get install qemu-system-arm")
  }
}
