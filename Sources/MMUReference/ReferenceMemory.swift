import MMUCore

/// A memory as plain arrays of words, one a 4 KiB frame.
///
/// ``ReferenceNestedMemory`` is one that a second stage translates. Frames of zeros share one array until they are written, so a large and mostly empty memory costs little.
public class ReferenceMemory<Space: AddressSpace> {
  private var frames: [[UInt64]]

  /// A memory of zeros.
  public required init(frameCount: Int) {
    frames = Array(repeating: Array(repeating: 0, count: 512), count: frameCount)
  }

  /// A copy of what a memory holds now.
  public convenience init(copying memory: PhysicalMemory<Space>) {
    self.init(frameCount: Int(memory.frameCount))
    for frame in frames.indices {
      let start = memory.base + frame * 4096
      let words = UnsafeRawBufferPointer(start: start, count: 4096).bindMemory(to: UInt64.self)
      if words.contains(where: { $0 != 0 }) { frames[frame] = Array(words) }
    }
  }

  /// The number of frames.
  public var frameCount: Int { frames.count }

  /// The word at an address, or `nil` outside the memory.
  public func word(at address: Address<Space>) -> UInt64? {
    let frame = address.rawValue / 4096
    guard frame < UInt64(frames.count) else { return nil }
    return frames[Int(frame)][Int(address.rawValue % 4096 / 8)]
  }

  /// Writes the word at an address; outside the memory nothing happens.
  public func setWord(_ word: UInt64, at address: Address<Space>) {
    let frame = address.rawValue / 4096
    guard frame < UInt64(frames.count) else { return }
    frames[Int(frame)][Int(address.rawValue % 4096 / 8)] = word
  }

  /// Sets one bit of the word at an address; outside the memory nothing happens.
  func setBit(_ number: Int, at address: Address<Space>) {
    guard let word = word(at: address), !word.bit(number) else { return }
    setWord(word | 1 << UInt64(number), at: address)
  }

  /// The four bytes at an address that is a multiple of 4, as a number; `nil` outside the memory.
  public func halfWord(at address: Address<Space>) -> UInt64? {
    guard let word = word(at: address) else { return nil }
    return address.rawValue % 8 == 0 ? word % (1 << 32) : word / (1 << 32)
  }

  /// Writes the four bytes at an address that is a multiple of 4; outside the memory nothing happens.
  public func setHalfWord(_ half: UInt64, at address: Address<Space>) {
    guard let word = word(at: address) else { return }
    let (low, high) = (word % (1 << 32), word / (1 << 32))
    setWord(address.rawValue % 8 == 0 ? half + high * (1 << 32) : low + half * (1 << 32), at: address)
  }

  /// The addresses of the words of some frames that another memory of the same size holds otherwise.
  public func differences(from memory: PhysicalMemory<Space>, inFrames range: Range<Int>) -> [Address<Space>] {
    var differences: [Address<Space>] = []
    for frame in range {
      let start = memory.base + frame * 4096
      let words = UnsafeRawBufferPointer(start: start, count: 4096).bindMemory(to: UInt64.self)
      frames[frame].withUnsafeBufferPointer { expected in
        for index in 0..<512 where words[index] != expected[index] {
          differences.append(Address<Space>(UInt64(frame * 4096 + index * 8)))
        }
      }
    }
    return differences
  }

  /// The address of the first word that another memory of the same size holds otherwise, or `nil`.
  public func firstDifference(from memory: PhysicalMemory<Space>) -> Address<Space>? {
    for (frame, expected) in frames.enumerated() {
      let start = memory.base + frame * 4096
      let words = UnsafeRawBufferPointer(start: start, count: 4096).bindMemory(to: UInt64.self)
      for index in 0..<512 where words[index] != expected[index] {
        return Address<Space>(UInt64(frame * 4096 + index * 8))
      }
    }
    return nil
  }
}
