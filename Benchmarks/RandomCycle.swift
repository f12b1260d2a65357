import Workload

/// A random permutation of 0 ..< count that is one cycle: following it visits everything before it repeats.
///
/// Source: Sattolo, "An algorithm to generate a random cyclic permutation", Information Processing Letters 22, 1986.
package enum RandomCycle {
  /// Each element's successor.
  package static func successors(count: Int, seed: UInt64) -> [UInt32] {
    var generator = SplitMix64(seed: seed)
    var cycle = [UInt32](0..<UInt32(count))
    for last in stride(from: count - 1, to: 0, by: -1) {
      cycle.swapAt(last, Int(generator.next().multipliedFullWidth(by: UInt64(last)).high))
    }
    return cycle
  }
}
