import MMUCore
import Testing

@Suite struct AddressTests {
  @Test func frameAndOffsetSplitAnAddress() {
    let gpa = GPA(0x1234_5678)
    #expect(gpa.frame == GFN(0x12345))
    #expect(gpa.frame.address == GPA(0x1234_5000))
    #expect(gpa.offset(in: .kib4) == 0x678)
    #expect(gpa.offset(in: .mib2) == 0x34_5678 & 0x1F_FFFF)
    #expect(gpa.offset(in: .gib1) == 0x1234_5678)
  }

  @Test(arguments: [PageSize.kib4, .mib2, .gib1]) func alignmentAndOffsetAddUp(_ size: PageSize) {
    let gva = GVA(0xFFFF_8765_4321_0FED)
    #expect(gva.aligned(to: size).rawValue + gva.offset(in: size) == gva.rawValue)
    #expect(gva.aligned(to: size).rawValue % size.byteCount == 0)
    #expect(size.offsetMask == size.byteCount - 1)
  }

  @Test func additionWrapsAsHardwareDoes() {
    #expect(GVA(UInt64.max).advanced(by: 2) == GVA(1))
    #expect(GFN(7).advanced(by: 3) == GFN(10))
  }

  @Test func orderIsByPosition() {
    #expect(GVA(1) < GVA(2) && GFN(1) < GFN(2) && PageSize.kib4 < .mib2 && PageSize.mib2 < .gib1)
    #expect(PageLevel(1) == .leaf && PageLevel.leaf < PageLevel(2) && PageLevel(3).below == PageLevel(2))
  }

  @Test func sizesAreWhatTheirNamesSay() {
    #expect([PageSize.kib4, .mib2, .gib1].map(\.byteCount) == [4096, 2_097_152, 1_073_741_824])
  }

  @Test func asidsHaveTwelveBits() {
    #expect(ASID(0xFFFF) == ASID(0xFFF))
    #expect(ASID(0x1001).rawValue == 1)
  }
}
