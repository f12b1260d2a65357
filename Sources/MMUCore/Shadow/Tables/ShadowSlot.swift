/// A memory slot, and where its frames stand in the reverse map.
struct ShadowSlot: BitwiseCopyable {
  let slot: MemorySlot
  /// The first frame's place, equal to its number modulo 512, so that runs of 2 MiB are runs here too.
  let base: FrameIndex
  /// Whether stores are to be noted.
  var logsDirty: Bool
  /// Where its frames are, if they may come and go.
  var frames: UnsafeMutablePointer<FrameMap>?

  @inline(__always)
  func index(of gfn: GFN) -> FrameIndex {
    base.advanced(by: Int(truncatingIfNeeded: gfn.rawValue &- slot.firstGuestFrame.rawValue))
  }

  @inline(__always)
  func gfn(of index: FrameIndex) -> GFN {
    slot.firstGuestFrame.advanced(by: UInt64(index.rawValue &- base.rawValue))
  }

  @inline(__always)
  func hfn(of gfn: GFN) -> HFN {
    if let frames { return frames.pointee.place(of: gfn) }
    return slot.firstHostFrame.advanced(by: gfn.rawValue &- slot.firstGuestFrame.rawValue)
  }

  /// Whether a frame is there.
  @inline(__always)
  func isMapped(_ gfn: GFN) -> Bool { frames.map { $0.pointee.state(of: gfn) == .mapped } ?? true }

  /// Whether the guest may not store to a frame at present.
  @inline(__always)
  func isReadOnly(_ gfn: GFN) -> Bool { slot.isReadOnly || frames.map { $0.pointee.isReadOnly(gfn) } ?? false }

  @inline(__always)
  func contains(_ gfn: GFN) -> Bool { gfn.rawValue &- slot.firstGuestFrame.rawValue < slot.frameCount }

  @inline(__always)
  func contains(_ index: FrameIndex) -> Bool {
    UInt64(index.rawValue &- base.rawValue) < slot.frameCount && index.rawValue >= base.rawValue
  }

  /// The place behind the last frame's.
  var end: UInt64 { UInt64(base.rawValue) + slot.frameCount }

  /// Whether a page of 2^`shift` bytes at a frame lies in the slot whole, as aligned in the guest as in the host.
  @inline(__always)
  func holdsPage(at gfn: GFN, shift: UInt8) -> Bool {
    if frames != nil && shift > 12 { return false }
    let mask = (UInt64(1) &<< UInt64(shift &- 12)) &- 1
    let first = gfn.rawValue & ~mask
    let isCongruent = (slot.firstGuestFrame.rawValue ^ slot.firstHostFrame.rawValue) & mask == 0
    return isCongruent && first >= slot.firstGuestFrame.rawValue && first &+ mask < slot.guestEnd
  }
}
