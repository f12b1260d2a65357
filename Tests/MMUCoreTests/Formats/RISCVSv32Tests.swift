import MMUCore
import Testing

/// RISC-V Privileged Architecture 1.13, section "Sv32: Page-Based 32-bit Virtual-Memory Systems".
@Suite struct RISCVSv32Tests {
  static let golden = RISCVGolden<RISCVSv32>(
    address: GVA(702 << 22 | 803 << 12 | 0x567), target: 0x2_D3E5_7000,
    path: tablePath((0x10000, 702), (0x11000, 803), width: 4),
    shifts: [12, 22], lastFrameBit: 31, rules: { RISCVRules(controls: $0) })

  @Test func goldenCases() throws { try Self.golden.everything() }

  @Test func addressesHave32Bits() throws { try Self.golden.reservedAddressBits(from: 32) }

  /// PPNs have 22 bits: 34-bit physical addresses.
  @Test func theLastFrameBitIsAddressBit33() throws {
    let ladder = try Self.golden.ladder()
    ladder.reset([1: { $0 ^ 1 << 31 }])
    #expect(try ladder.translation().address == GPA(0x0_D3E5_7567))
  }

  @Test func neighboursOfAMarkedEntryStay() throws {
    let ladder = try Self.golden.ladder(at: 1, .userWritable)
    for offset in [-4, 4] { ladder.memory.storeEntry(~0, at: GPA(UInt64(Int(ladder.path[1]) + offset)), .bytes4) }
    _ = try ladder.translation(GuestAccess(.store, .user), RISCVRules(controls: .hardwareAccessedDirty))
    for offset in [-4, 4] {
      #expect(ladder.memory.loadEntry(at: GPA(UInt64(Int(ladder.path[1]) + offset)), .bytes4) == 0xFFFF_FFFF)
    }
  }
}
