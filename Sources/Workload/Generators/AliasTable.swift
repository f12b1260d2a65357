/// Draws from any distribution over `0 ..< count` in constant time: Walker's alias method, built by Vose's algorithm.
///
/// Each slot is one outcome up to its threshold, and another from there on.
///
/// Source: Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 17(9), 1991.
struct AliasTable {
  /// A slot in one word, which is loaded at once: the chance, in 2³²nds, of the slot's own number in the lower half, the
  /// other number in the upper.
  private struct Slot {
    let word: UInt64

    init(threshold: UInt32, alias: Int) { word = UInt64(alias) << 32 | UInt64(threshold) }
  }

  private var slots: [Slot]

  /// The table of positive weights, at least one.
  init(_ weights: [Double]) {
    // Whatever rounding leaves unpaired below is average, and needs no other number.
    slots = weights.indices.map { Slot(threshold: .max, alias: $0) }
    var remaining = Self.relativeToAverage(weights)
    var small = remaining.indices.filter { remaining[$0] < 1 }
    var large = remaining.indices.filter { remaining[$0] >= 1 }
    // Each number below the average is paired with one above it, which gives up what the first lacks.
    while let below = small.popLast(), let above = large.popLast() {
      slots[below] = Slot(threshold: UInt32(remaining[below] * 0x1p32), alias: above)
      remaining[above] -= 1 - remaining[below]
      if remaining[above] < 1 { small.append(above) } else { large.append(above) }
    }
  }

  /// The outcome for 64 random bits: the upper ones choose the slot, the next 32 the side.
  @inline(__always)
  func draw(_ random: UInt64) -> Int {
    let (slot, fraction) = random.multipliedFullWidth(by: UInt64(slots.count))
    let word = slots[Int(truncatingIfNeeded: slot)].word
    // Without a branch, which would be as unpredictable as the numbers. All ones where the fraction is below the threshold:
    let isOwn = UInt64(bitPattern: Int64(bitPattern: fraction &>> 32 &- word & 0xFFFF_FFFF) &>> 63)
    let alias = word &>> 32
    return Int(truncatingIfNeeded: alias ^ ((alias ^ slot) & isOwn))
  }

  private static func relativeToAverage(_ weights: [Double]) -> [Double] {
    let scale = Double(weights.count) / weights.reduce(0, +)
    return weights.map { $0 * scale }
  }
}
