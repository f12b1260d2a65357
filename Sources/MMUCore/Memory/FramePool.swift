/// Free frames of one memory, handed out one at a time from caller-given storage.
///
/// Frames that were never handed out come in ascending order; frames given back come first, the last one soonest.
public struct FramePool<Space: AddressSpace> {
  private var nextFresh: FrameNumber<Space>
  private let end: FrameNumber<Space>
  private let returned: UnsafeMutableBufferPointer<FrameNumber<Space>>
  private var returnedCount = 0

  /// A pool of the frames `first ..< end`.
  ///
  /// - Parameter returned: room for the frames that may be given back at any one time.
  public init(
    first: FrameNumber<Space>, end: FrameNumber<Space>,
    returned: UnsafeMutableBufferPointer<FrameNumber<Space>>
  ) {
    precondition(first <= end, "a pool cannot end before it begins")
    nextFresh = first
    self.end = end
    self.returned = returned
  }

  /// How many frames can still be handed out.
  public var freeCount: UInt64 { end.rawValue &- nextFresh.rawValue &+ UInt64(returnedCount) }

  /// Hands out a frame, or `nil` when there is none left.
  public mutating func allocate() -> FrameNumber<Space>? {
    if returnedCount > 0 {
      returnedCount &-= 1
      return returned[returnedCount]
    }
    guard nextFresh < end else { return nil }
    defer { nextFresh = nextFresh.advanced(by: 1) }
    return nextFresh
  }

  /// Takes a frame back.
  ///
  /// - Returns: whether there was room to remember it; a frame refused is lost to the pool.
  public mutating func free(_ frame: FrameNumber<Space>) -> Bool {
    guard returnedCount < returned.count else { return false }
    returned[returnedCount] = frame
    returnedCount &+= 1
    return true
  }
}
