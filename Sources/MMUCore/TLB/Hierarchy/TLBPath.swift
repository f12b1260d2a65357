/// The TLBs that a side's pages of a size are looked for in, nearest first.
struct TLBPath: BitwiseCopyable {
  /// How many there are, at most three.
  private(set) var count = 0
  /// Their numbers, a byte each.
  private var numbers: UInt32 = 0

  /// An empty path.
  init() {}

  /// The number of a TLB.
  @inline(__always)
  subscript(step: Int) -> Int { Int(truncatingIfNeeded: (numbers &>> UInt32(8 &* step)) & 0xFF) }

  /// Adds a TLB behind.
  mutating func append(_ number: Int) {
    numbers |= UInt32(number) << UInt32(8 * count)
    count += 1
  }
}
