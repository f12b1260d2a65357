/// What became of a guest's frames.
public struct FrameCounters: Equatable, Sendable, BitwiseCopyable {
  /// Frames given upon the first touch.
  public var populated: UInt64 = 0
  /// Frames whose content went to the swap space.
  public var pagedOut: UInt64 = 0
  /// Frames whose content came back.
  public var pagedIn: UInt64 = 0
  /// Frames that were withdrawn, to see whether they are used.
  public var rested: UInt64 = 0
  /// Of these, used.
  public var roused: UInt64 = 0
  /// Frames that were merged with an equal one.
  public var merged: UInt64 = 0
  /// Frames that were copied at a store, since others read them.
  public var copied: UInt64 = 0
  /// Frames that the guest gave back.
  public var givenBack: UInt64 = 0

  /// All zero.
  public init() {}

  /// Adds what became of others.
  public mutating func add(_ other: FrameCounters) {
    populated &+= other.populated
    pagedOut &+= other.pagedOut
    pagedIn &+= other.pagedIn
    rested &+= other.rested
    roused &+= other.roused
    merged &+= other.merged
    copied &+= other.copied
    givenBack &+= other.givenBack
  }
}
