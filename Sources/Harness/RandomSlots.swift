import MMUCore
import Workload

/// Random memory slots over the first 4 GiB of guest physical memory, with holes and with some read-only.
struct RandomSlots {
  private let storage: MappedBuffer
  private(set) var slots: MemorySlots
  /// The same slots as a plain list.
  private(set) var list: [MemorySlot] = []

  init(_ random: inout SplitMix64) {
    guard let storage = MappedBuffer(byteCount: 4096) else { fatalError("no host memory left") }
    self.storage = storage
    slots = MemorySlots(storage: storage.bound(to: MemorySlot.self))
    for _ in 0..<64 {
      let frameCount = UInt64(1 + random.below(1 << (4 + random.below(16))))
      let slot = MemorySlot(
        firstGuestFrame: GFN(UInt64(random.below(1 << 20))), firstHostFrame: HFN(random.next() >> 24),
        frameCount: frameCount, isReadOnly: random.oneIn(4))
      if slots.insert(slot) == nil { list.append(slot) }
    }
  }
}
