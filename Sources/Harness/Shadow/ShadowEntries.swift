import MMUCore
import Workload

/// Entries at random for a guest's tables, each frame having a level at which it mostly stands.
struct ShadowEntries {
  let guest: ShadowGuest
  let tableCount: Int
  let frameCount: Int

  /// The level at which a frame of tables mostly stands; on x86 0 and -1 are a directory and a table of 4-byte entries.
  private func level(of frame: Int) -> Int {
    switch guest {
    case .x86: [5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0, -1, -1, -1, 1, 3][(frame - 1) % 20]
    case .sv39, .sv39OnX86: [3, 3, 2, 2, 2, 1, 1, 1, 1, 1][(frame - 1) % 10]
    case .sv32OnX86: [2, 2, 1, 1, 1][(frame - 1) % 5]
    }
  }

  /// Whether a frame's entries have 4 bytes.
  func isNarrow(frame: Int) -> Bool { guest == .sv32OnX86 || level(of: frame) < 1 }

  /// x86's frames that mostly hold PAE's pointers, in which the flags of an entry are reserved.
  private static var pointerFrames: [Int] { [5, 20] }

  private func frames(at level: Int) -> [Int] { (1...tableCount).filter { self.level(of: $0) == level } }

  /// A root for so many levels; 2 is PAE's table of pointers, 1 a directory of 4-byte entries.
  func root(levels: Int, _ random: inout SplitMix64) -> UInt64 {
    let frame: Int
    switch (guest, levels) {
    case (.x86, 2): frame = random.pick(Self.pointerFrames)
    case (.x86, 1): frame = random.pick(frames(at: 0))
    case (.x86, 0): frame = 1
    default: frame = random.pick(frames(at: levels))
    }
    return UInt64(random.oneIn(24) ? 1 + random.below(tableCount) : frame) << 12
  }

  /// An entry for a table frame.
  func entry(forFrame frame: Int, _ random: inout SplitMix64) -> UInt64 {
    let level = level(of: frame)
    var entry =
      guest == .x86 ? x86(level, isPointer: Self.pointerFrames.contains(frame), &random) : riscV(level, &random)
    if random.oneIn(96) { entry ^= 1 << UInt64(random.below(isNarrow(frame: frame) ? 32 : 64)) }
    return isNarrow(frame: frame) ? entry & 0xFFFF_FFFF : entry
  }

  /// An entry with one or two of its flags changed; accessed and dirty cleared most often.
  func changed(_ entry: UInt64, _ frame: Int, _ random: inout SplitMix64) -> UInt64 {
    let marks: UInt64 = guest == .x86 ? 0x60 : 0xC0
    switch random.below(4) {
    case 0: return entry & ~marks
    case 1: return entry & ~(guest == .x86 ? 0x40 : 0x80)
    case 2: return entry ^ 1 << UInt64(random.below(8))
    default:
      let bits: [UInt64] = guest == .x86 ? [1, 2, 4, 0x80, 1 << 63] : [1, 2, 4, 8, 16]
      return isNarrow(frame: frame) ? (entry ^ random.pick(bits)) & 0xFFFF_FFFF : entry ^ random.pick(bits)
    }
  }

  /// A frame that an entry of a level leads to.
  private func target(_ below: Int, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(96) { return random.next() & 0xFFFF }
    if below == Int.min { return UInt64(random.oneIn(3) ? 1 + random.below(tableCount) : random.below(frameCount)) }
    let frames = frames(at: below)
    return UInt64(random.oneIn(16) || frames.isEmpty ? 1 + random.below(tableCount) : random.pick(frames))
  }

  private func x86(_ level: Int, isPointer: Bool, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(24) { return random.oneIn(2) ? 0 : random.next() & ~1 }
    var entry: UInt64 = 1
    if random.below(12) > 0 { entry |= 2 }
    if random.below(12) > 0 { entry |= 4 }
    if random.oneIn(2) { entry |= 0x20 }
    if random.oneIn(2) { entry |= 0x40 }
    if random.oneIn(4) { entry |= 0x100 }
    if random.oneIn(24) { entry |= 1 << 63 }
    let isLeaf = level == 1 || level == -1
    if !isLeaf && !isPointer && random.oneIn(level > 3 ? 64 : 5) { return entry | 0x80 | largePage(level, &random) }
    if isPointer { entry &= 1 }
    return entry & ~0x80 | target(isLeaf ? Int.min : level == 0 ? -1 : level - 1, &random) << 12
  }

  /// Guest memory's first large page mostly, or one that no slot has.
  private func largePage(_ level: Int, _ random: inout SplitMix64) -> UInt64 {
    let size: UInt64 = level == 3 ? 1 << 30 : level == 0 ? 1 << 22 : 1 << 21
    return random.oneIn(4) ? UInt64(random.below(4)) * size : 0
  }

  private func riscV(_ level: Int, _ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(24) { return random.oneIn(2) ? 0 : random.next() & ~1 }
    if level > 1 && !random.oneIn(5) { return target(level - 1, &random) << 10 | 1 }
    var entry: UInt64 = 1 | random.pick([2, 6, 6, 6, 14, 14, 8, 10])
    if random.below(3) > 0 { entry |= 16 }
    if random.oneIn(4) { entry |= 32 }
    if random.below(3) > 0 { entry |= 0x40 }
    if random.oneIn(2) { entry |= 0x80 }
    if level > 1 {
      return entry | (random.oneIn(4) ? UInt64(random.below(4)) : 0)
        << (guest == .sv32OnX86 ? 20 : level == 3 ? 28 : 19)
    }
    if guest != .sv32OnX86 && random.oneIn(16) {
      return entry | 1 << 63 | (target(Int.min, &random) & ~15 | 8) << 10
    }
    return entry | target(Int.min, &random) << 10
  }
}
