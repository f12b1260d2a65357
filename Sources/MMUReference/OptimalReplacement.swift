/// Belady's OPT: make room by dropping the page whose next use is farthest away.
///
/// Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
public enum OptimalReplacement {
  /// The misses of a fully associative TLB that knows the future.
  public static func misses(_ pages: [UInt64], capacity: Int) -> Int {
    var held: [UInt64] = []
    var misses = 0
    for (position, page) in pages.enumerated() where !held.contains(page) {
      misses += 1
      if held.count == capacity { held.remove(at: farthest(held, in: pages[(position + 1)...])) }
      held.append(page)
    }
    return misses
  }

  private static func farthest(_ held: [UInt64], in future: ArraySlice<UInt64>) -> Int {
    var farthest = (index: 0, use: -1)
    for (index, page) in held.enumerated() {
      let use = future.firstIndex(of: page) ?? Int.max
      if use > farthest.use { farthest = (index, use) }
    }
    return farthest.index
  }
}
