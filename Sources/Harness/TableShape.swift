import MMUCore
import Workload

/// Where random page tables lie: the frames of each level and the few positions in them that are in use.
///
/// Few positions make short addresses meet: random ones among 512⁴ would find nothing but absent entries.
struct TableShape {
  static let rootCount = 4
  private static let framesPerLevel = [10, 6, 4, rootCount]

  /// All frames of the memory. Frame 0 stays empty.
  static let frameCount = 1 + framesPerLevel.reduce(0, +)

  /// The positions of a table that are in use.
  let positions: [Int]

  init(_ random: inout SplitMix64) {
    positions = [0, 255, 256, 511] + (0..<4).map { _ in random.below(512) }
  }

  /// The frames that are meant for tables of a level. Some entries lead to others, as wrong tables do.
  func frames(at level: PageLevel) -> Range<Int> {
    let first = 1 + Self.framesPerLevel.prefix(Int(level.rawValue) - 1).reduce(0, +)
    return first..<(first + Self.framesPerLevel[Int(level.rawValue) - 1])
  }

  /// The address of one of the roots.
  func root(_ number: Int) -> GPA { GPA(UInt64(frames(at: PageLevel(4)).lowerBound + number) * 4096) }

  /// Any entry in use, with its level.
  func entry(_ random: inout SplitMix64) -> (address: GPA, level: PageLevel) {
    let level = PageLevel(UInt64(1 + random.below(4)))
    let frames = frames(at: level)
    let frame = frames.lowerBound + random.below(frames.count)
    return (GPA(UInt64(frame * 4096 + random.pick(positions) * 8)), level)
  }

  /// An address, most often one whose entries are in use, sometimes not even canonical.
  func address(_ random: inout SplitMix64) -> GVA {
    if random.oneIn(50) { return GVA(random.next()) }
    var linear = random.next() & 0xFFF
    for level in 0..<4 {
      let position = random.oneIn(100) ? random.below(512) : random.pick(positions)
      linear |= UInt64(position) << UInt64(12 + 9 * level)
    }
    let canonical = linear & 1 << 47 == 0 ? linear : linear | 0xFFFF << 48
    return GVA(random.oneIn(60) ? canonical ^ 1 << UInt64(47 + random.below(17)) : canonical)
  }
}
