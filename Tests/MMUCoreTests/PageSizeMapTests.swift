import MMUCore
import Testing
import Workload

@Suite struct PageSizeMapTests {
  private let buffer: MappedBuffer
  private let map: PageSizeMap

  init() throws {
    buffer = try #require(MappedBuffer(byteCount: 8 * PageSizeMap.wordCount))
    map = PageSizeMap(words: buffer.bound(to: UInt64.self))
  }

  private func size(_ address: UInt64) -> PageSize { map.pageSize(of: GVA(address)) }

  @Test func pagesAreSmallUnlessOtherwiseSaid() {
    for address in [0, 0x1234_5678, 0x7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, ~0] as [UInt64] {
      #expect(size(address) == .kib4)
    }
  }

  @Test func largePagesEndWhereTheyEnd() {
    map.setPage(at: GVA(0x7F12_3456_7890), .mib2)
    #expect(size(0x7F12_3440_0000) == .mib2 && size(0x7F12_345F_FFFF) == .mib2)
    #expect(size(0x7F12_343F_FFFF) == .kib4 && size(0x7F12_3460_0000) == .kib4)
    map.setPage(at: GVA(0x7F52_3456_7890), .gib1)
    #expect(size(0x7F52_0000_0000) == .gib1 && size(0x7F52_3FFF_FFFF) == .gib1)
    #expect(size(0x7F51_FFFF_FFFF) == .kib4 && size(0x7F52_4000_0000) == .kib4)
  }

  @Test func blocksAreKeptApartWithinARegion() {
    map.setBlock(at: GVA(0x1F_F123))
    map.setBlock(at: GVA(0x1_0000))
    #expect(size(0x1F_0000) == PageSizeMap.blockSize && size(0x1F_FFFF) == PageSizeMap.blockSize)
    #expect(size(0x1_0000) == PageSizeMap.blockSize && size(0x1_FFFF).byteCount == 65536)
    #expect(size(0) == .kib4 && size(0x2_0000) == .kib4 && size(0x1E_FFFF) == .kib4 && size(0x20_0000) == .kib4)
  }

  /// A larger page takes the place of blocks and of smaller pages.
  @Test func aLargerPageReplacesSmallerOnes() {
    map.setBlock(at: GVA(0x1_0000))
    map.setPage(at: GVA(0), .mib2)
    #expect(size(0x1_0000) == .mib2)
    map.setPage(at: GVA(0), .gib1)
    #expect(size(0x1_0000) == .gib1 && size(0x3FFF_FFFF) == .gib1)
  }
}
