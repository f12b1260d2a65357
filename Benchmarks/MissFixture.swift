import MMUCore
import Regression

/// An MMU whose every access misses: 32 pages of the walks' cycle share each slot that they use of its TLB, so each is
/// gone before the cycle comes back to it. Guest frames are host frames of the same number.
final class MissFixture {
  let walks: WalkFixture
  var mmu: NativeMMU<X86Long4, DirectMappedTLB>
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

  /// The hits and references of one turn around the cycle, counted, after a turn that filled the TLB; it ends where the
  /// walks alone end.
  func checkedCounters() throws(BenchmarkFailure) -> [ExactCounter] {
    let steps = walks.residence.leafCount
    var gva = GVA(0)
    var hits: UInt64 = 0
    var counter = ReferenceCounter()
    for step in 0..<(2 * steps) {
      if step >= steps, mmu.tlb.lookup(gva, WalkFixture.access, asid: mmu.asid) != nil { hits += 1 }
      if step >= steps { _ = mmu.walker.walk(gva, WalkFixture.access, observer: &counter) }
      guard case .memory(let hpa) = mmu.access(gva, WalkFixture.access) else { throw .mismatch("no memory at \(gva)") }
      gva = walks.chain.next(after: GPA(hpa.rawValue))
    }
    guard gva == GVA(0) else { throw .mismatch("the cycle does not close") }
    return [.hits(hits, in: UInt64(steps)), .references(counter.count, in: UInt64(steps))]
  }

  deinit {
    entries.deallocate()
    slots.deallocate()
  }
}
