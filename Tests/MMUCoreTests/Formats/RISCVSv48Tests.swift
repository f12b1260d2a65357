import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Sv48: Page-Based 48-bit Virtual-Memory System".
@Suite struct RISCVSv48Tests {
  static let golden = RISCVGolden<RISCVSv48>(
    address: GVA(100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 100), (0x11000, 201), (0x12000, 302), (0x13000, 403)),
    shifts: [12, 21, 30, 39], lastFrameBit: 53, rules: { RISCVRules(controls: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func canonicalMeansBits63To47AreEqual() throws {
    try Self.golden.reservedAddressBits(from: 47)
    let ladder = try Self.golden.ladder()
    ladder.memory.store(ladder.built[0], at: GPA(0x10000 + (100 + 256) * 8))
    let upper = GVA(Self.golden.address.rawValue | ~0 << 47)
    #expect(ladder.walk(at: upper) == .mapped(Self.golden.page()))
  }
}
