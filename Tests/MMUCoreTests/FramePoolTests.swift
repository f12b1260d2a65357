import MMUCore
import Testing
import Workload

@Suite struct FramePoolTests {
  @Test func freshFramesAscendAndReturnedOnesComeFirst() throws {
    let buffer = try #require(MappedBuffer(byteCount: 4096))
    let returned = UnsafeMutableBufferPointer(rebasing: buffer.bound(to: GFN.self).prefix(2))
    var pool = FramePool(first: GFN(10), end: GFN(13), returned: returned)
    #expect(pool.freeCount == 3)
    #expect(pool.allocate() == GFN(10) && pool.allocate() == GFN(11))
    #expect(pool.free(GFN(10)) && pool.free(GFN(11)))
    #expect(pool.freeCount == 3)
    #expect(pool.allocate() == GFN(11) && pool.allocate() == GFN(10) && pool.allocate() == GFN(12))
    #expect(pool.allocate() == nil && pool.freeCount == 0)
  }

  @Test func aFullListRefuses() throws {
    let buffer = try #require(MappedBuffer(byteCount: 4096))
    let returned = UnsafeMutableBufferPointer(rebasing: buffer.bound(to: HFN.self).prefix(1))
    var pool = FramePool(first: HFN(0), end: HFN(2), returned: returned)
    #expect(pool.allocate() == HFN(0) && pool.allocate() == HFN(1))
    #expect(pool.free(HFN(0)) == true)
    #expect(pool.free(HFN(1)) == false)
    #expect(pool.freeCount == 1)
  }

  @Test func anEmptyPoolHasNothing() throws {
    let buffer = try #require(MappedBuffer(byteCount: 4096))
    var pool = FramePool(first: GFN(5), end: GFN(5), returned: buffer.bound(to: GFN.self))
    #expect(pool.freeCount == 0 && pool.allocate() == nil)
  }
}
