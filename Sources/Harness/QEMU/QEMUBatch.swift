/// The memory and the cases of one run of a guest.
public struct QEMUBatch: Sendable {
  /// The machine.
  public let guest: QEMUGuest
  /// What the memory and the cases were made from.
  public let seed: UInt64
  /// The optional extensions that the processor gets; RISC-V only.
  public var extensions: [String] = []
  /// The cases.
  public var cases: [QEMUCase] = []
  /// The arena's words, 512 a frame.
  public private(set) var words: [UInt64] = []

  /// A batch without memory and cases.
  public init(_ guest: QEMUGuest, seed: UInt64) {
    self.guest = guest
    self.seed = seed
  }

  /// How many frames there are.
  public var frameCount: Int { words.count / 512 }

  /// The physical address of a frame.
  public func address(ofFrame frame: Int) -> UInt64 { guest.arenaBase + UInt64(frame) * 4096 }

  /// Adds a frame of zeros, for a table; answers its number.
  public mutating func addFrame() -> Int {
    words += [UInt64](repeating: 0, count: 512)
    return frameCount - 1
  }

  /// Adds a frame to be mapped; answers its number.
  ///
  /// Its every 16 bytes are a word that holds its own physical address and code that tells its number, so that what an access
  /// reads or runs proves where it went.
  public mutating func addTargetFrame() -> Int {
    let frame = addFrame()
    for position in stride(from: 0, to: 512, by: 2) {
      let physical = address(ofFrame: frame) + UInt64(position * 8)
      words[frame * 512 + position] = physical
      words[frame * 512 + position + 1] = code(number: codeNumber(at: physical + 8))
    }
    return frame
  }

  /// Sets an entry of a table.
  public mutating func setEntry(_ position: Int, ofFrame frame: Int, to word: UInt64) {
    words[frame * 512 + position] = word
  }

  /// The word at a physical address, a multiple of 8; `nil` outside the arena.
  public func word(at physical: UInt64) -> UInt64? {
    guard physical >= guest.arenaBase else { return nil }
    let position = (physical - guest.arenaBase) / 8
    return position < UInt64(words.count) ? words[Int(position)] : nil
  }

  /// What a fetch from a physical address reports: which 16 bytes of the arena, modulo 1 MiB.
  public func codeNumber(at physical: UInt64) -> UInt64 { (physical &- guest.arenaBase) >> 4 & 0xFFFF }

  /// Eight bytes of code that leave a number behind and trap.
  private func code(number: UInt64) -> UInt64 {
    switch guest {
    case .riscv64: 0x0010_0073 << 32 | number << 12 | 0x537  // lui a0, number; ebreak
    case .aarch64: (0xD420_0000 | number << 5) << 32 | 0xD420_0000 | number << 5  // brk #number, twice
    case .x86_64: 0x9090_CC00_0000_00B8 | number << 8  // mov $number, %eax; int3
    }
  }
}
