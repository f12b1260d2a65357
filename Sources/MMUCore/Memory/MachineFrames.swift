/// The frames of the machine that virtual machines share out: how many of their frames each one backs, what it holds, and which are
/// free, in the caller's storage.
///
/// Data have no bytes. A word stands for all that a frame holds, so that whoever reads a frame can tell whose it is; zero is
/// a frame of zeroes.
public struct MachineFrames {
  private let first: HFN
  private let shares: UnsafeMutableBufferPointer<UInt32>
  private let contents: UnsafeMutableBufferPointer<UInt64>
  private var pool: FramePool<HostPhysical>

  /// The frames from `first` on, all free.
  ///
  /// - Parameters:
  ///   - shares: one a frame; any content.
  ///   - contents: one a frame; any content.
  ///   - returned: one a frame; any content.
  public init(
    first: HFN, shares: UnsafeMutableBufferPointer<UInt32>, contents: UnsafeMutableBufferPointer<UInt64>,
    returned: UnsafeMutableBufferPointer<HFN>
  ) {
    precondition(contents.count >= shares.count && returned.count >= shares.count, "storage too small")
    self.first = first
    self.shares = shares
    self.contents = contents
    shares.initialize(repeating: 0)
    contents.initialize(repeating: 0)
    pool = FramePool(first: first, end: first.advanced(by: UInt64(shares.count)), returned: returned)
  }

  /// How many frames there are.
  public var count: Int { shares.count }

  /// How many frames back nothing.
  public var freeCount: UInt64 { pool.freeCount }

  private func index(of frame: HFN) -> Int { Int(truncatingIfNeeded: frame.rawValue &- first.rawValue) }

  /// Whether a frame is one of these.
  public func contains(_ frame: HFN) -> Bool { frame >= first && frame.rawValue &- first.rawValue < UInt64(count) }

  /// Takes a free frame, of zeroes whatever it held before; `nil` if there is none.
  mutating func take() -> HFN? {
    guard let frame = pool.allocate() else { return nil }
    shares[index(of: frame)] = 1
    contents[index(of: frame)] = 0
    return frame
  }

  /// One more frame of a guest's is backed by it.
  mutating func share(_ frame: HFN) { shares[index(of: frame)] &+= 1 }

  /// One fewer; the last gives it back.
  mutating func release(_ frame: HFN) {
    shares[index(of: frame)] &-= 1
    guard shares[index(of: frame)] == 0 else { return }
    let isTaken = pool.free(frame)
    precondition(isTaken, "the pool has room for all of its frames")
  }

  /// How many frames of guests' a frame backs.
  public func shareCount(of frame: HFN) -> Int { Int(shares[index(of: frame)]) }

  /// What a frame holds.
  public func content(of frame: HFN) -> UInt64 { contents[index(of: frame)] }

  /// Makes a frame hold something else, as a store does.
  public func setContent(_ content: UInt64, of frame: HFN) { contents[index(of: frame)] = content }
}
