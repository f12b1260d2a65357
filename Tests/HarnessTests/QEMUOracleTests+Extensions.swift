import Harness
import MMUCore
import Testing

extension QEMUOracleTests {
  /// RISC-V Privileged Architecture, chapters "Svnapot" and "Svpbmt": bit 63 makes a run of 16 pages one translation, with
  /// 0b1000 in the low bits of the page number; bits 62 and 61 are a memory type, of which 3 is reserved.
  @Test(.enabled("no qemu-system-riscv64") { QEMURunner.isInstalled(.riscv64) })
  func riscvHasContiguousPagesAndMemoryTypes() throws {
    var ladder = QEMULadder(.riscv64, levels: 3) { $0 >> 2 | 1 }
    ladder.batch.extensions = ["svnapot", "svpbmt"]
    // A run of 16 frames on its own boundary: frame 16 is the first.
    while ladder.batch.frameCount < 16 { _ = ladder.batch.addFrame() }
    for _ in 0..<16 { _ = ladder.batch.addTargetFrame() }
    let run = ladder.batch.address(ofFrame: 16)
    let plain = QEMUControls.riscv(QEMURISCVControls(levels: 3, root: ladder.root))
    let contiguous = (run | 0x8000) >> 2 | 0xCF | 1 << 63
    for position in 16..<32 { ladder.setEntry(position, to: contiguous) }
    for position in 16..<32 {
      let address = ladder.address(position, offset: 0x340)
      ladder.add(.load, .supervisor, at: address, plain, reaches: run + UInt64(position - 16) * 4096 + 0x340)
    }
    let page = ladder.targetAddress >> 2 | 0xCF
    // Another low part of the page number is reserved; so is the bit in a superpage.
    ladder.setEntry(32, to: (run | 0x4000) >> 2 | 0xCF | 1 << 63)
    ladder.add(.load, .supervisor, at: ladder.address(32), plain, cause: 13)
    for (position, type) in [UInt64(0), 1, 2].enumerated() {
      ladder.setEntry(33 + position, to: page | type << 61)
      ladder.add(.store, .supervisor, at: ladder.address(33 + position), plain, reaches: ladder.targetAddress)
    }
    // Type 3 and bits 60 to 54 are reserved, too, but QEMU 7.2 looks at neither once it has these extensions.
    let superpage = ladder.targetAddress & ~0x1F_FFFF
    ladder.setEntry(5, level: 2, to: superpage >> 2 | 0xCF | 1 << 63)
    ladder.add(.load, .supervisor, at: ladder.address(5, level: 2), plain, cause: 13)
    ladder.setEntry(6, level: 2, to: (superpage | 0x8000) >> 2 | 0xCF | 1 << 63)
    ladder.add(.load, .supervisor, at: ladder.address(6, level: 2), plain, cause: 13)
    // A type in an entry that leads on is reserved.
    ladder.setEntry(7, level: 2, to: ladder.batch.address(ofFrame: ladder.tables[0]) >> 2 | 1 | 1 << 61)
    ladder.add(.load, .supervisor, at: ladder.address(7, level: 2), plain, cause: 13)
    ladder.setEntry(8, level: 2, to: ladder.batch.address(ofFrame: ladder.tables[0]) >> 2 | 1 | 1 << 63)
    ladder.add(.load, .supervisor, at: ladder.address(8, level: 2), plain, cause: 13)
    try ladder.check()
  }
}
