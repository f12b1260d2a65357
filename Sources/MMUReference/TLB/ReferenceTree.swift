/// Tree pseudo-LRU by bisection: each half-open range of leaves has one arrow, to its lower or its upper half.
///
/// Source: Abel and Reineke, "Measurement-based Modeling of the Cache Replacement Policy", RTAS 2013, section II.
struct ReferenceTree {
  private let leaves: Int
  /// Whether the arrow of the range with a given middle points up. Middles are unique.
  private var pointsUp: [Bool]

  init(leaves: Int) {
    self.leaves = leaves
    pointsUp = Array(repeating: false, count: leaves)
  }

  /// A use: every arrow on the way to the leaf turns to the half without it.
  mutating func pointAway(from leaf: Int) {
    var range = 0..<leaves
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      let isLower = leaf < middle
      pointsUp[middle] = isLower
      range = isLower ? range.lowerBound..<middle : middle..<range.upperBound
    }
  }

  /// The leaf that the arrows lead to.
  var pointedLeaf: Int {
    var range = 0..<leaves
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range = pointsUp[middle] ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}
