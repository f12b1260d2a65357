import Harness
import MMUCore
import Testing

/// Random batches through QEMU.
@Suite(.serialized) struct QEMUBatchTests {
  private static let seed: UInt64 = 0x5EED_0001
  private static let installed = QEMUMode.allCases.filter { QEMURunner.isInstalled($0.guest) }

  @Test(
    .enabled("no qemu-system-riscv64, -aarch64 or -x86_64") { !installed.isEmpty }, arguments: installed)
  func coreAndReferenceAgreeWithQEMU(_ mode: QEMUMode) throws {
    let runner = try QEMURunner(mode.guest)
    let report = try QEMUOracle.run(
      mode, on: runner, seed: Self.seed, cases: 10_000, corpusFolder: ".build/corpus")
    #expect(report.disagreement == nil)
    #expect(report.cases == 10_000)
    #expect(report.translated > 2000 && report.updates > 500)
    #expect(report.translated + report.trapped == report.cases)
  }

  /// A comparison that notices nothing would agree with everything.
  @Test(
    .enabled("no qemu-system-riscv64, -aarch64 or -x86_64") { !installed.isEmpty }, arguments: installed)
  func aWrongModelIsFound(_ mode: QEMUMode) throws {
    let batch = QEMUBatch.random(mode, seed: Self.seed, cases: 1000)
    let results = try QEMURunner(mode.guest).run(batch)
    let walkers = try #require(QEMUWalkers(batch))
    #expect(try QEMUOracle.compare(results, of: batch).disagreement == nil)
    let forgetsUpdates = QEMUOracle.compare(results, of: batch) { access in
      walkers.expect(access).map(Self.forgettingUpdates)
    }
    #expect(forgetsUpdates.disagreement?.contains("QEMU changed") == true)
    let findsTheNextWord = QEMUOracle.compare(results, of: batch) { access in
      walkers.expect(access).map(Self.findingTheNextWord)
    }
    #expect(findsTheNextWord.disagreement?.contains("seed \(Self.seed)") == true)
    let ignoresPrivilege = QEMUOracle.compare(results, of: batch) { access in
      var other = access
      other.privilege = .supervisor
      return walkers.expect(other)
    }
    #expect(ignoresPrivilege.disagreement != nil)
    let isAlone = QEMUOracle.compare(results, of: batch) { access in
      var expected = walkers.expect(access)
      expected.reference = Self.forgettingUpdates(expected.reference)
      return expected
    }
    #expect(isAlone.disagreement?.contains("core ") == true)
  }

  private static func forgettingUpdates(_ expectation: QEMUExpectation) -> QEMUExpectation {
    guard case .translated = expectation.outcome else { return expectation }
    return QEMUExpectation(expectation.outcome)
  }

  private static func findingTheNextWord(_ expectation: QEMUExpectation) -> QEMUExpectation {
    guard case .translated(let physical) = expectation.outcome else { return expectation }
    return QEMUExpectation(.translated(physical: physical ^ 16), changes: expectation.changes)
  }

  @Test(arguments: QEMUMode.allCases) func aCorpusFileReadsBack(_ mode: QEMUMode) throws {
    let batch = QEMUBatch.random(mode, seed: 9, cases: 300)
    let walkers = try #require(QEMUWalkers(batch))
    for number in [0, 150, 299] {
      let corpus = QEMUCorpus(batch, case: number)
      #expect(try QEMUCorpus(text: corpus.text(remarks: ["a remark"])) == corpus)
      let again = try #require(QEMUWalkers(corpus.batch))
      #expect(again.expect(corpus.access) == walkers.expect(batch.cases[number]))
    }
  }

  @Test(arguments: ["", "another file\n", "mmubench qemu case 1\nguest\n", "mmubench qemu case 1\nguest riscv64\n"])
  func aDamagedCorpusFileIsRefused(_ text: String) {
    #expect(throws: CorpusFailure.self) { try QEMUCorpus(text: text) }
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
