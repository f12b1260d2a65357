import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation": Sv32x4 has 34-bit addresses and a root
/// of 4096 entries.
@Suite struct RISCVSv32x4Tests {
  static let golden = RISCVGolden<RISCVSv32x4>(
    address: GPA(3001 << 22 | 803 << 12 | 0x567), target: 0x2_D3E5_7000,
    path: tablePath((0x10000, 3001), (0x14000, 803), width: 4),
    shifts: [12, 22], lastFrameBit: 31, rules: { RISCVRules(secondStage: $0) })

  @Test func goldenCases() throws { try Self.golden.everything() }

  @Test func addressesHave34Bits() throws { try Self.golden.reservedAddressBits(from: 34) }

  @Test func theRootEndsAfterSixteenKibibytes() throws {
    let ladder = try Self.golden.ladder()
    ladder.memory.storeEntry(ladder.built[0], at: HPA(0x14000 - 4), .bytes4)
    let last = GPA(4095 << 22 | Self.golden.address.rawValue & (1 << 22 - 1))
    #expect(ladder.walk(at: last) == .mapped(Self.golden.page()))
  }
}
