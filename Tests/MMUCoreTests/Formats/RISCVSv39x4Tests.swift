import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation": Sv39x4 has 41-bit addresses and a root
/// of 2048 entries.
@Suite struct RISCVSv39x4Tests {
  static let golden = RISCVGolden<RISCVSv39x4>(
    address: GPA(1500 << 30 | 302 << 21 | 403 << 12 | 0x567), target: 0xA5_C3D2_E1F0_9000,
    path: tablePath((0x10000, 1500), (0x14000, 302), (0x15000, 403)),
    shifts: [12, 21, 30], lastFrameBit: 53, rules: { RISCVRules(secondStage: $0) })

  @Test func goldenCases() throws { try Self.golden.everythingOf64Bits() }

  @Test func addressesHave41Bits() throws { try Self.golden.reservedAddressBits(from: 41) }

  @Test func theRootEndsAfterSixteenKibibytes() throws {
    let ladder = try Self.golden.ladder()
    ladder.memory.storeEntry(ladder.built[0], at: HPA(0x14000 - 8), .bytes8)
    let last = GPA(2047 << 30 | Self.golden.address.rawValue & (1 << 30 - 1))
    #expect(ladder.walk(at: last) == .mapped(Self.golden.page()))
  }
}
