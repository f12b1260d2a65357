import MMUCore
import Testing
import Workload

@Suite struct MemorySlotsTests {
  private let buffer: MappedBuffer
  private var slots: MemorySlots

  init() throws {
    buffer = try #require(MappedBuffer(byteCount: 4096))
    slots = MemorySlots(storage: UnsafeMutableBufferPointer(rebasing: buffer.bound(to: MemorySlot.self).prefix(3)))
  }

  private func slot(_ guest: UInt64, _ count: UInt64, host: UInt64 = 0x1000, isReadOnly: Bool = false) -> MemorySlot {
    MemorySlot(
      firstGuestFrame: GFN(guest), firstHostFrame: HFN(host), frameCount: count, isReadOnly: isReadOnly)
  }

  @Test mutating func addressesResolveBySlot() {
    #expect(slots.insert(slot(0x100, 0x10, host: 0x5000, isReadOnly: true)) == nil)
    #expect(slots.insert(slot(0x0, 0x10, host: 0x9000)) == nil)
    #expect(slots.count == 2)
    #expect(slots.resolve(GPA(0x1234)) == .backed(HPA(0x900_1234), isReadOnly: false))
    #expect(slots.resolve(GPA(0x10_FFFF)) == .backed(HPA(0x500_FFFF), isReadOnly: true))
    #expect(slots.resolve(GPA(0x1_0000)) == .unbacked)
    #expect(slots.resolve(GPA(0x11_0000)) == .unbacked)
    #expect(slots.resolve(GPA(UInt64.max)) == .unbacked)
  }

  @Test mutating func everyKindOfOverlapIsRefused() {
    #expect(slots.insert(slot(10, 10)) == nil)
    for (guest, count) in [(10, 10), (5, 6), (19, 1), (12, 3), (0, 100), (10, 1)] as [(UInt64, UInt64)] {
      #expect(slots.insert(slot(guest, count)) == .overlaps, "\(guest) + \(count)")
    }
    #expect(slots.insert(slot(0, 10)) == nil && slots.insert(slot(20, 5)) == nil)
    #expect(slots.count == 3)
  }

  @Test mutating func aFullMapRefuses() {
    for guest in [0, 10, 20] as [UInt64] { #expect(slots.insert(slot(guest, 1)) == nil) }
    #expect(slots.insert(slot(30, 1)) == .full)
    #expect(slots.resolve(GPA(30 << 12)) == .unbacked)
  }

  @Test mutating func malformedSlotsAreRefused() {
    let frames = UInt64(1) << 52
    #expect(slots.insert(slot(0, 0)) == .malformed)
    #expect(slots.insert(slot(frames, 1)) == .malformed)
    #expect(slots.insert(slot(0, 1, host: frames)) == .malformed)
    #expect(slots.insert(slot(1, frames)) == .malformed)
    #expect(slots.insert(slot(UInt64.max, 2)) == .malformed)
    #expect(slots.insert(slot(0, UInt64.max)) == .malformed)
    #expect(slots.insert(slot(frames - 1, 1)) == nil)
  }

  @Test mutating func removalMakesAHole() {
    for guest in [0, 10, 20] as [UInt64] { #expect(slots.insert(slot(guest, 5)) == nil) }
    #expect(slots.remove(beginningAt: GFN(11)) == false)
    #expect(slots.remove(beginningAt: GFN(30)) == false)
    #expect(slots.remove(beginningAt: GFN(10)) == true)
    #expect(slots.count == 2 && slots.resolve(GPA(10 << 12)) == .unbacked)
    #expect(slots.resolve(GPA(20 << 12)) == .backed(HPA(0x1000 << 12), isReadOnly: false))
    #expect(slots.insert(slot(5, 15)) == nil)
  }

  @Test mutating func anEmptyMapBacksNothing() {
    #expect(slots.resolve(GPA(0)) == .unbacked && !slots.remove(beginningAt: GFN(0)))
  }
}
