import MMUCore

/// An MMU whose every access misses: 32 pages of the walks' cycle share each slot that they use of its TLB, so each is
/// gone before the cycle comes back to it. Guest frames are host frames of the same number.
final class MissFixture {
  let walks: WalkFixture
  var mmu: NativeMMU<X86Long4>
  private let entries: UnsafeMutableBufferPointer<TLBEntry>
  private let slots: UnsafeMutableBufferPointer<MemorySlot>

  init(_ walks: WalkFixture) {
    self.walks = walks
    entries = .allocate(capacity: 1024)
    slots = .allocate(capacity: 1)
    var map = MemorySlots(storage: slots)
    let refusal = map.insert(
      MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(0), frameCount: UInt64(walks.residence.leafCount)))
    precondition(refusal == nil, "an empty map takes a slot")
    mmu = NativeMMU(tlb: DirectMappedTLB(storage: entries), walker: walks.walker, slots: map)
  }

  deinit {
    entries.deallocate()
    slots.deallocate()
  }
}
