/// The state of every slot of a block's templates, in memory of its own.
///
/// A slot predicts that its word moves as far as it did before. It changes its mind when it has been wrong twice by the same
/// distance, so that the end of a loop does not spoil what the loop taught.
///
/// Source: Sazeides and Smith, "The Predictability of Data Values", MICRO-30 (1997): the two-delta stride predictor.
struct MMUTSlots {
  /// What the slot was last time.
  let last: UnsafeMutablePointer<UInt64>
  /// How far it is expected to move.
  let stride: UnsafeMutablePointer<UInt64>
  /// How far it moved when it was last mispredicted.
  let pending: UnsafeMutablePointer<UInt64>

  // Templates begin at multiples of four slots, so the smallest ones take four times their room; what lies past the
  // limit is the last template's, which is looked at when it is there. Only what is used takes memory.
  private static let capacity = 4 * MMUTLimits.slotsPerBlock + MMUTLimits.slotsPerTemplate

  /// The room of a template's slots: whole vectors, so that moving on its last ones touches no other template's.
  @inline(__always)
  static func spaced(_ count: Int) -> Int { (count &+ 3) & ~3 }

  static func allocate() -> MMUTSlots {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 3 * capacity)
    return MMUTSlots(last: words, stride: words + capacity, pending: words + 2 * capacity)
  }

  func deallocate() { last.deallocate() }

  /// Gives slots their first words; they are expected to stay where they are.
  @inline(__always)
  func define(_ first: Int, _ words: UnsafePointer<UInt64>, count: Int) {
    let room = Self.spaced(count)
    (last + first).update(repeating: 0, count: room)
    (stride + first).update(repeating: 0, count: room)
    (pending + first).update(repeating: 0, count: room)
    (last + first).update(from: words, count: count)
  }

  /// Learns that a slot's word was not the one predicted, but lies `error` further.
  @inline(__always)
  func correct(_ slot: Int, _ word: UInt64, error: UInt64) {
    let distance = stride[slot] &+ error
    if distance == pending[slot] { stride[slot] = distance }
    pending[slot] = distance
    last[slot] = word
  }
}
