import MMUCore

/// A guest's memory as plain arrays of words, one a 4 KiB frame.
///
/// Frames of zeros share one array until they are written, so a large and mostly empty memory costs little.
public final class ReferenceMemory {
  private var frames: [[UInt64]]

  /// A memory of zeros.
  public init(frameCount: Int) {
    frames = Array(repeating: Array(repeating: 0, count: 512), count: frameCount)
  }

  /// A copy of what a memory holds now.
  public convenience init(copying memory: GuestMemory) {
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
  public func word(at address: GPA) -> UInt64? {
    let frame = address.rawValue / 4096
    guard frame < UInt64(frames.count) else { return nil }
    return frames[Int(frame)][Int(address.rawValue % 4096 / 8)]
  }

  /// Writes the word at an address; outside the memory nothing happens.
  public func setWord(_ word: UInt64, at address: GPA) {
    let frame = address.rawValue / 4096
    guard frame < UInt64(frames.count) else { return }
    frames[Int(frame)][Int(address.rawValue % 4096 / 8)] = word
  }

  /// The address of the first word that another memory of the same size holds otherwise, or `nil`.
  public func firstDifference(from memory: GuestMemory) -> GPA? {
    for (frame, expected) in frames.enumerated() {
      let start = memory.base + frame * 4096
      let words = UnsafeRawBufferPointer(start: start, count: 4096).bindMemory(to: UInt64.self)
      for index in 0..<512 where words[index] != expected[index] { return GPA(UInt64(frame * 4096 + index * 8)) }
    }
    return nil
  }
}
