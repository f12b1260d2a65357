import MMUCore
import Testing

@Suite struct MemoryAccessTests {
  @Test(arguments: [0, 0x7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, UInt64.max, 0x00FF_FFFF_FFFF_FFFF] as [UInt64])
  func addressAndKindComeBack(_ address: UInt64) {
    for kind in [AccessKind.load, .store, .fetch] {
      let access = MemoryAccess(kind, GVA(address))
      #expect(access.gva == GVA(address) && access.kind == kind && !access.crossesPage)
    }
  }

  @Test func anAccessCrossesWhenItsLastByteIsInTheNextPage() {
    let cases: [(offset: UInt64, byteCount: UInt64, crosses: Bool)] = [
      (0, 4096, false), (0, 4097, true), (4095, 1, false), (4095, 2, true), (4088, 8, false), (4089, 8, true),
      (0, 1, false), (0, 0, false), (4095, 0, false),
    ]
    for (offset, byteCount, crosses) in cases {
      let access = MemoryAccess(.store, GVA(0x1000_0000 + offset), byteCount: byteCount)
      #expect(access.crossesPage == crosses, "\(byteCount) bytes at offset \(offset)")
      #expect(access.gva.offset(in: .kib4) == offset && access.kind == .store)
    }
  }

  @Test func theWordIsPackedAsDrawn() {
    #expect(MemoryAccess(.load, GVA(0x1FFF), byteCount: 8).rawValue == 0x1FFF << 7 | 1 << 6)
    #expect(MemoryAccess(.fetch, GVA(0x2000)).rawValue == 0x2000 << 7 | 2)
  }
}
