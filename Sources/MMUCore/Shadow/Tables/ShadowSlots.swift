/// The guest's memory slots, sorted by guest frame, each with its run of places in the reverse map.
struct ShadowSlots {
  private let storage: UnsafeMutableBufferPointer<ShadowSlot>
  private let frameCapacity: UInt64
  private(set) var count = 0
  /// The slot that the last search found.
  private var recent = 0

  /// No slots; room for `storage.count`, and for `frameCapacity` frames in the reverse map.
  init(storage: UnsafeMutableBufferPointer<ShadowSlot>, frameCapacity: Int) {
    self.storage = storage
    self.frameCapacity = UInt64(frameCapacity)
  }

  /// The slot with a number.
  subscript(number: Int) -> ShadowSlot {
    get { storage[number] }
    nonmutating set { storage[number] = newValue }
  }

  /// The number of the slot that holds a guest frame, or `nil`.
  @inline(__always)
  mutating func find(_ gfn: GFN) -> Int? {
    if recent < count && storage[recent].contains(gfn) { return recent }
    guard let found = search(gfn) else { return nil }
    recent = found
    return found
  }

  private func search(_ gfn: GFN) -> Int? {
    let number = firstNumber(after: gfn) &- 1
    return number >= 0 && storage[number].contains(gfn) ? number : nil
  }

  /// The slot that holds a place of the reverse map.
  func slot(of index: FrameIndex) -> ShadowSlot? {
    for number in 0..<count where storage[number].contains(index) { return storage[number] }
    return nil
  }

  private func firstNumber(after gfn: GFN) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) &>> 1
      if storage[middle].slot.firstGuestFrame <= gfn { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Adds a slot, or says why not and changes nothing.
  ///
  /// - Parameter frames: where its frames are, if they may come and go.
  mutating func insert(_ slot: MemorySlot, frames: UnsafeMutablePointer<FrameMap>?) -> MemorySlots.Refusal? {
    guard slot.isWellFormed else { return .malformed }
    let position = firstNumber(after: slot.firstGuestFrame)
    if position > 0 && storage[position - 1].slot.guestEnd > slot.firstGuestFrame.rawValue { return .overlaps }
    if position < count && slot.guestEnd > storage[position].slot.firstGuestFrame.rawValue { return .overlaps }
    guard count < storage.count, let base = freeBase(for: slot) else { return .full }
    var index = count
    while index > position {
      storage[index] = storage[index - 1]
      index -= 1
    }
    storage[position] = ShadowSlot(slot: slot, base: base, logsDirty: false, frames: frames)
    count += 1
    return nil
  }

  /// Forgets a slot.
  mutating func remove(_ number: Int) {
    for index in number..<(count - 1) as Range<Int> { storage[index] = storage[index + 1] }
    count -= 1
  }

  /// The lowest run of free places that is aligned as the slot is.
  private func freeBase(for slot: MemorySlot) -> FrameIndex? {
    var best = UInt64.max
    for candidate in -1..<count {
      let floor = candidate < 0 ? 0 : storage[candidate].end
      let base = floor + ((slot.firstGuestFrame.rawValue &- floor) & 511)
      if base < best && isFree(base, slot.frameCount) { best = base }
    }
    return best == .max ? nil : FrameIndex(UInt32(best))
  }

  private func isFree(_ base: UInt64, _ frameCount: UInt64) -> Bool {
    guard frameCount <= frameCapacity, base <= frameCapacity - frameCount else { return false }
    for number in 0..<count {
      let other = storage[number]
      if base < other.end && UInt64(other.base.rawValue) < base + frameCount { return false }
    }
    return true
  }
}
