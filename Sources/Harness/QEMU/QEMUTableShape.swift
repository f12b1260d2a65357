import Workload

/// Where the tables and the mapped frames of one group of cases lie in a batch, and which positions of tables are in use:
/// few, so that random addresses meet entries.
struct QEMUTableShape {
  private static let framesPerLevel = [6, 4, 3, 2, 2]
  private static let targetCount = 8

  let guest: QEMUGuest
  let frames: Range<Int>
  let targets: Range<Int>
  let positions: [Int]
  private let tables: [Range<Int>]

  /// Adds the frames to a batch; the tables are empty.
  init(levels: Int, adding batch: inout QEMUBatch, _ random: inout SplitMix64) {
    guest = batch.guest
    let first = batch.frameCount
    var tables: [Range<Int>] = []
    for level in 1...levels {
      let start = batch.frameCount
      for _ in 0..<Self.framesPerLevel[level - 1] { _ = batch.addFrame() }
      tables.append(start..<batch.frameCount)
    }
    self.tables = tables
    let start = batch.frameCount
    for _ in 0..<Self.targetCount { _ = batch.addTargetFrame() }
    targets = start..<batch.frameCount
    frames = first..<batch.frameCount
    positions = [0, 255, 256, 511] + (0..<4).map { _ in random.below(512) }
  }

  /// The frames that are meant for tables of a level. Some entries lead to others, as wrong tables do.
  func tables(at level: Int) -> Range<Int> { tables[level - 1] }

  func address(ofFrame frame: Int) -> UInt64 { guest.arenaBase + UInt64(frame) * 4096 }

  /// The address of a table of a level, or sometimes of any frame.
  ///
  /// Tables lie in memory: what a processor reads where there is none is left to the machine on x86 (SDM volume 3A, 4.4 says
  /// nothing of it), and QEMU 7.2 answers a page fault where RISC-V's manual ("Virtual Address Translation Process") asks for
  /// an access fault.
  func table(at level: Int, _ random: inout SplitMix64) -> UInt64 {
    let range = random.oneIn(50) ? frames : tables(at: level)
    return address(ofFrame: range.lowerBound + random.below(range.count))
  }

  /// The address of a page of a level: one that holds frames to be mapped, or rarely tables, or nothing.
  func page(at level: Int, _ random: inout SplitMix64) -> UInt64 {
    let alignment = ~(UInt64(4096) << UInt64(9 * (level - 1)) - 1)
    if random.oneIn(40) {
      let bits = (1 << guest.physicalAddressBits) - 1 & alignment
      return random.next() & bits | guest.firstAddressOfNothing
    }
    let range = random.oneIn(40) ? frames : targets
    return address(ofFrame: range.lowerBound + random.below(range.count)) & alignment
  }
}
