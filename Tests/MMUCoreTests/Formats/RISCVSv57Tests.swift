import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Sv57: Page-Based 57-bit Virtual-Memory System".
@Suite struct RISCVSv57Tests {
  static let golden = RISCVGolden<RISCVSv57>(
    address: GVA(37 << 48 | 100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 37), (0x11000, 100), (0x12000, 201), (0x13000, 302), (0x14000, 403)),
    shifts: [12, 21, 30, 39, 48], lastFrameBit: 53, rules: { RISCVRules(controls: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func canonicalMeansBits63To56AreEqual() throws {
    try Self.golden.reservedAddressBits(from: 56)
    let ladder = try Self.golden.ladder()
    ladder.memory.store(ladder.built[0], at: GPA(0x10000 + (37 + 256) * 8))
    let upper = GVA(Self.golden.address.rawValue | ~0 << 56)
    #expect(ladder.walk(at: upper) == .mapped(Self.golden.page()))
  }
}
