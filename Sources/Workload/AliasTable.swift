/// Draws from any distribution over `0 ..< count` in constant time: Walker's alias method, built by Vose's algorithm.
///
/// Each slot is one outcome up to its threshold, and another from there on.
///
/// Source: Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 17(9), 1991.
struct AliasTable {
  struct Slot: BitwiseCopyable {
    /// The chance, in 2³²nds, of the slot's own number.
    var threshold: UInt32
    /// The other number.
    var alias: UInt32
  }

  private let memory: MappedBuffer
  private let slots: UnsafeMutablePointer<Slot>
  private let count: UInt64

  /// The table of positive weights, at most 2³² of them; `nil` when the host gives no memory.
  init?(_ weights: UnsafeMutableBufferPointer<Double>) {
    let byteCount = weights.count * MemoryLayout<Slot>.stride
    guard let memory = MappedBuffer(byteCount: byteCount, prefersHugePages: true),
      let pending = MappedBuffer(byteCount: weights.count * MemoryLayout<UInt32>.stride),
      let slots = memory.bound(to: Slot.self).baseAddress
    else { return nil }
    self.memory = memory
    self.slots = slots
    count = UInt64(weights.count)
    build(weights, pending.bound(to: UInt32.self))
  }

  /// The outcome for 64 random bits: the upper ones choose the slot, the next 32 the side.
  @inline(__always)
  func draw(_ random: UInt64) -> UInt64 {
    let (slot, fraction) = random.multipliedFullWidth(by: count)
    let entry = slots[Int(truncatingIfNeeded: slot)]
    return fraction &>> 32 < UInt64(entry.threshold) ? slot : UInt64(entry.alias)
  }

  /// Pairs each number whose weight is below the average with one above it, which gives up what the first lacks.
  ///
  /// - Parameter pending: the numbers still to be paired: those below the average from the front, the others from the back.
  private func build(
    _ weights: UnsafeMutableBufferPointer<Double>, _ pending: UnsafeMutableBufferPointer<UInt32>
  ) {
    let scale = Double(weights.count) / weights.reduce(0, +)
    var small = 0
    var large = weights.count
    for index in weights.indices {
      weights[index] *= scale
      place(index, weights[index], pending, &small, &large)
    }
    while small > 0, large < weights.count {
      small -= 1
      let below = Int(pending[small])
      let above = Int(pending[large])
      large += 1
      slots[below] = Slot(threshold: UInt32(weights[below] * 0x1p32), alias: UInt32(above))
      weights[above] -= 1 - weights[below]
      place(above, weights[above], pending, &small, &large)
    }
    // Rounding may leave some on one side: they are average, and need no other.
    for index in 0..<small { fillWhole(Int(pending[index])) }
    for index in large..<weights.count { fillWhole(Int(pending[index])) }
  }

  @inline(__always)
  private func place(
    _ index: Int, _ weight: Double, _ pending: UnsafeMutableBufferPointer<UInt32>, _ small: inout Int,
    _ large: inout Int
  ) {
    if weight < 1 {
      pending[small] = UInt32(index)
      small += 1
    } else {
      large -= 1
      pending[large] = UInt32(index)
    }
  }

  private func fillWhole(_ index: Int) { slots[index] = Slot(threshold: .max, alias: UInt32(index)) }
}
