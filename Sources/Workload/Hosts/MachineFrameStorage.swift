import MMUCore

/// The storage of a machine's frames.
final class MachineFrameStorage {
  let frames: UnsafeMutablePointer<MachineFrames>
  private let shares: UnsafeMutableBufferPointer<UInt32>
  private let contents: UnsafeMutableBufferPointer<UInt64>
  private let returned: UnsafeMutableBufferPointer<HFN>

  init(first: HFN, count: Int) {
    shares = .allocate(capacity: count)
    contents = .allocate(capacity: count)
    returned = .allocate(capacity: count)
    frames = .allocate(capacity: 1)
    frames.initialize(to: MachineFrames(first: first, shares: shares, contents: contents, returned: returned))
  }

  deinit {
    frames.deallocate()
    shares.deallocate()
    contents.deallocate()
    returned.deallocate()
  }
}
