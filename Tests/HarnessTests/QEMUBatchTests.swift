import Harness
import Testing

/// Random batches through QEMU.
@Suite(.serialized) struct QEMUBatchTests {
  private static let installed = QEMUMode.allCases.filter { QEMURunner.isInstalled($0.guest) }

  @Test(
    .enabled("skipped: no qemu-system-riscv64, -aarch64 or -x86_64") { !installed.isEmpty }, arguments: installed)
  func qemuAndTheManualAgree(_ mode: QEMUMode) throws {
    let runner = try QEMURunner(mode.guest)
    let report = try QEMUOracle.run(mode, on: runner, seed: 7, cases: 10_000, model: QEMUModels.expect)
    print(report.cases, report.translated, report.updates, report.faults.map { (String($0.key, radix: 16), $0.value) })
    #expect(report.disagreement == nil)
    #expect(report.cases == 10_000)
    #expect(report.translated > 2000)
    #expect(report.updates > 800)
  }
}
