/// Tree pseudo-LRU: ways are the leaves of a binary tree whose inner nodes each point away from the half used last.
///
/// Node 1 is the root, node n has children 2n and 2n + 1; bit n of the state is node n's direction, 1 for the upper half.
///
/// Source: Abel and Reineke, "Measurement-based Modeling of the Cache Replacement Policy", RTAS 2013, section II.
enum TreePLRU {
  /// The state after a use of a way: every node on its path points to the other half.
  @inline(__always)
  static func touch(_ state: UInt32, way: Int, ways: Int) -> UInt32 {
    var state = state
    var node = way &+ ways
    while node > 1 {
      let parent = UInt32(truncatingIfNeeded: node &>> 1)
      let bit = UInt32(1) &<< parent
      state = node & 1 == 0 ? state | bit : state & ~bit
      node &>>= 1
    }
    return state
  }

  /// The way that the tree points to.
  @inline(__always)
  static func victim(_ state: UInt32, ways: Int) -> Int {
    var node = 1
    while node < ways { node = node &<< 1 | Int(truncatingIfNeeded: (state &>> UInt32(node)) & 1) }
    return node &- ways
  }
}
