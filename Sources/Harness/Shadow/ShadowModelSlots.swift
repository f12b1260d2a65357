/// The memory slots as they should be, and the frames that must be in the dirty log.
struct ShadowModelSlots {
  struct Slot {
    var gfn, count, hfn: UInt64
    var isReadOnly: Bool
    var logs = false
  }

  private(set) var slots: [Slot] = []
  /// Frames that were written since they were last asked for.
  private(set) var dirty: Set<UInt64> = []

  /// The slot of a frame.
  func slot(of gfn: UInt64) -> Slot? { slots.first { gfn >= $0.gfn && gfn - $0.gfn < $0.count } }

  /// The guest frame that a host frame backs.
  func gfn(ofHost hfn: UInt64) -> UInt64? {
    for slot in slots where hfn >= slot.hfn && hfn - slot.hfn < slot.count { return slot.gfn + (hfn - slot.hfn) }
    return nil
  }

  /// Whether a new slot would share a frame with another.
  func overlaps(_ new: Slot) -> Bool {
    slots.contains {
      $0.gfn < new.gfn + new.count && new.gfn < $0.gfn + $0.count
    }
  }

  /// Whether it would share host frames with another, which stores by host address cannot tell apart.
  func overlapsHost(_ new: Slot) -> Bool {
    slots.contains { $0.hfn < new.hfn + new.count && new.hfn < $0.hfn + $0.count }
  }

  mutating func insert(_ slot: Slot) { slots.append(slot) }

  /// Removes a slot; whether there was one.
  mutating func remove(_ gfn: UInt64) -> Bool {
    guard let index = slots.firstIndex(where: { $0.gfn == gfn }) else { return false }
    forgetDirty(slots[index])
    slots.remove(at: index)
    return true
  }

  /// Starts or stops a log; whether there was a slot.
  mutating func setLogging(_ gfn: UInt64, _ isOn: Bool) -> Bool {
    guard let index = slots.firstIndex(where: { $0.gfn == gfn }) else { return false }
    if slots[index].logs != isOn { forgetDirty(slots[index]) }
    slots[index].logs = isOn
    return true
  }

  private mutating func forgetDirty(_ slot: Slot) {
    dirty = dirty.filter { $0 < slot.gfn || $0 - slot.gfn >= slot.count }
  }

  /// Notes a store.
  mutating func noteStore(_ gfn: UInt64) {
    if let slot = slot(of: gfn), slot.logs { dirty.insert(gfn) }
  }

  /// Asks whether a frame must be dirty, and forgets it.
  mutating func takeDirty(_ gfn: UInt64) -> Bool { dirty.remove(gfn) != nil }
}
