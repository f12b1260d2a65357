import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation": Sv48x4 has 50-bit addresses and a root
/// of 2048 entries.
@Suite struct RISCVSv48x4Tests {
  static let golden = RISCVGolden<RISCVSv48x4>(
    address: GPA(1500 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 1500), (0x14000, 201), (0x15000, 302), (0x16000, 403)),
    shifts: [12, 21, 30, 39], lastFrameBit: 53, rules: { RISCVRules(secondStage: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func addressesHave50Bits() throws { try Self.golden.reservedAddressBits(from: 50) }

  @Test func theRootEndsAfterSixteenKibibytes() throws {
    let ladder = try Self.golden.ladder()
    ladder.memory.storeEntry(ladder.built[0], at: HPA(0x14000 - 8), .bytes8)
    let last = GPA(2047 << 39 | Self.golden.address.rawValue & (1 << 39 - 1))
    #expect(ladder.walk(at: last) == .mapped(Self.golden.page()))
  }
}
