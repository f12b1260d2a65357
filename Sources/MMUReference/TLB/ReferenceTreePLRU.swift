/// The way that a tree points to.
struct ReferenceTreePLRU: ReferenceReplacement {
  private var tree: ReferenceTree

  init(ways: Int) { tree = ReferenceTree(leaves: ways) }

  mutating func hit(_ way: Int) { tree.pointAway(from: way) }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    isEmpty.firstIndex(of: true) ?? tree.pointedLeaf
  }
}
