import MMUCore
import Testing
import Workload

@Suite struct PhysicalMemoryTests {
  @Test func wordsComeBackAndTheEndIsABound() throws {
    let buffer = try #require(MappedBuffer(byteCount: 3 * 4096))
    let memory = GuestMemory(buffer.bytes)
    #expect(memory.byteCount == 3 * 4096 && memory.frameCount == 3)
    #expect(memory.store(0xABCD, at: GPA(0x2FF8)))
    #expect(memory.load(at: GPA(0x2FF8)) == 0xABCD)
    #expect(!memory.store(1, at: GPA(0x3000)))
    #expect(memory.load(at: GPA(0x3000)) == nil)
    #expect(memory.load(at: GPA(UInt64.max)) == nil)
  }

  @Test func lowestThreeAddressBitsAreIgnored() throws {
    let buffer = try #require(MappedBuffer(byteCount: 4096))
    let memory = GuestMemory(buffer.bytes)
    memory.store(7, at: GPA(0x13))
    #expect(memory.load(at: GPA(0x10)) == 7 && memory.load(at: GPA(0x17)) == 7)
  }

  @Test func aPartialFrameAtTheEndIsNotUsed() throws {
    let buffer = try #require(MappedBuffer(byteCount: 2 * 4096))
    let memory = GuestMemory(UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<8000]))
    #expect(memory.frameCount == 1 && memory.load(at: GPA(4096)) == nil)
  }
}
