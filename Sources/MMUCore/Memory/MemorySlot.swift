/// A run of guest frames and the run of host frames that backs it.
public struct MemorySlot: Equatable, Sendable, BitwiseCopyable {
  /// The first guest frame.
  public let firstGuestFrame: GFN
  /// The host frame that backs ``firstGuestFrame``; the following ones follow.
  public let firstHostFrame: HFN
  /// The number of frames, at least 1.
  public let frameCount: UInt64
  /// Whether the guest may not write here (a ROM).
  public let isReadOnly: Bool

  /// A slot; its guest and host frames must not run past the end of the 52-bit frame space.
  public init(firstGuestFrame: GFN, firstHostFrame: HFN, frameCount: UInt64, isReadOnly: Bool = false) {
    self.firstGuestFrame = firstGuestFrame
    self.firstHostFrame = firstHostFrame
    self.frameCount = frameCount
    self.isReadOnly = isReadOnly
  }

  /// The guest frame just past the slot.
  var guestEnd: UInt64 { firstGuestFrame.rawValue &+ frameCount }

  /// Whether the slot names at least one frame, and only frames that exist.
  var isWellFormed: Bool {
    let frames = UInt64(1) << 52
    guard frameCount > 0, frameCount <= frames else { return false }
    return firstGuestFrame.rawValue <= frames - frameCount && firstHostFrame.rawValue <= frames - frameCount
  }
}
