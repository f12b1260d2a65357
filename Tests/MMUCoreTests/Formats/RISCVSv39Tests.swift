import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Sv39: Page-Based 39-bit Virtual-Memory System".
@Suite struct RISCVSv39Tests {
  static let golden = RISCVGolden<RISCVSv39>(
    address: GVA(201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 201), (0x11000, 302), (0x12000, 403)),
    shifts: [12, 21, 30], lastFrameBit: 53, rules: { RISCVRules(controls: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func canonicalMeansBits63To38AreEqual() throws {
    try Self.golden.reservedAddressBits(from: 38)
    let ladder = try Self.golden.ladder()
    ladder.memory.store(ladder.built[0], at: GPA(0x10000 + (201 + 256) * 8))
    let upper = GVA(Self.golden.address.rawValue | ~0 << 38)
    #expect(ladder.walk(at: upper) == .mapped(Self.golden.page()))
  }
}
