import MMUCore

/// The storage of a physical-to-machine map of a machine's data frames, which go back to the host with it.
final class MachineMapStorage {
  let map: UnsafeMutablePointer<FrameMap>
  private let machine: MachineFrameStorage
  private let words: UnsafeMutableBufferPointer<UInt64>
  private let swap: UnsafeMutableBufferPointer<UInt64>

  init(_ shape: MachineShape, _ machine: MachineFrameStorage) {
    self.machine = machine
    words = .allocate(capacity: Int(shape.dataFrames))
    swap = .allocate(capacity: Int(shape.dataFrames))
    map = .allocate(capacity: 1)
    map.initialize(to: FrameMap(first: shape.firstData, words: words, swap: swap, machine: machine.frames))
  }

  deinit {
    map.pointee.freeAll()
    map.deallocate()
    words.deallocate()
    swap.deallocate()
  }
}
