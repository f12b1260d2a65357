import Harness
import MMUCore
import Testing

extension QEMUOracleTests {
  /// Two levels of tables with granules of 16 and 64 KiB: Arm ARM (DDI 0487), D8.2.
  @Test(
    .enabled("no qemu-system-aarch64") { QEMURunner.isInstalled(.aarch64) },
    arguments: [QEMUAArch64Controls.Granule.kib16, .kib64])
  func aarch64HasLargerGranules(_ granule: QEMUAArch64Controls.Granule) throws {
    let pageBits: UInt64 = granule == .kib16 ? 14 : 16
    let indexBits = pageBits - 3
    let frames = 1 << Int(pageBits - 12)
    var batch = QEMUBatch(.aarch64, seed: 0)
    for _ in 0..<2 * frames { _ = batch.addFrame() }
    for _ in 0..<frames { _ = batch.addTargetFrame() }
    let (leafTable, page) = (batch.address(ofFrame: frames), batch.address(ofFrame: 2 * frames))
    // Position 3 of the root, then 1025, in the table's third frame.
    batch.setEntry(3, ofFrame: 0, to: leafTable | 3)
    batch.setEntry(1, ofFrame: frames + 2, to: page | 0x703)
    var controls = QEMUAArch64Controls(root: batch.address(ofFrame: 0), sizeOffset: 64 - pageBits - 2 * indexBits)
    controls.granule = granule
    let address: UInt64 = 3 << (pageBits + indexBits) | 1025 << pageBits
    for offset: UInt64 in [0x120, 0x3120] {
      batch.cases.append(
        QEMUCase(
          .load, .supervisor, at: address | offset, frames: 0..<batch.frameCount, controls: .aarch64(controls)))
    }
    batch.cases.append(
      QEMUCase(
        .store, .supervisor, at: address + 1 << pageBits, frames: 0..<batch.frameCount, controls: .aarch64(controls)))
    let raw = try QEMURunner(.aarch64).run(batch)
    #expect(try QEMUOracle.compare(raw, of: batch).disagreement == nil)
    let results = raw.map { QEMUOracle.significant($0, .aarch64) }
    #expect(results[0].outcome == .done(value: page + 0x120))
    #expect(results[1].outcome == .done(value: page + 0x3120))
    // A translation fault at level 3, on a write, at EL1.
    #expect(results[2].outcome == .trapped(cause: 0x9400_0047, address: address + 1 << pageBits))
  }
}
