import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation": Sv57x4 has 59-bit addresses and a root
/// of 2048 entries.
@Suite struct RISCVSv57x4Tests {
  static let golden = RISCVGolden<RISCVSv57x4>(
    address: GPA(1500 << 48 | 100 << 39 | 201 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 1500), (0x14000, 100), (0x15000, 201), (0x16000, 302), (0x17000, 403)),
    shifts: [12, 21, 30, 39, 48], lastFrameBit: 53, rules: { RISCVRules(secondStage: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func addressesHave59Bits() throws { try Self.golden.reservedAddressBits(from: 59) }

  @Test func theRootEndsAfterSixteenKibibytes() throws {
    let ladder = try Self.golden.ladder()
    ladder.memory.storeEntry(ladder.built[0], at: HPA(0x14000 - 8), .bytes8)
    let last = GPA(2047 << 48 | Self.golden.address.rawValue & (1 << 48 - 1))
    #expect(ladder.walk(at: last) == .mapped(Self.golden.page()))
  }
}
