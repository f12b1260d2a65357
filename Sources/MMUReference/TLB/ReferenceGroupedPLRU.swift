/// Three trees of four leaves. The group after the one used last gives the victim, and its tree says which.
struct ReferenceGroupedPLRU: ReferenceReplacement {
  private var trees = Array(repeating: ReferenceTree(leaves: 4), count: 3)
  private var latestGroup = 0

  mutating func hit(_ way: Int) {
    latestGroup = way / 4
    trees[latestGroup].pointAway(from: way % 4)
  }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    if let way = isEmpty.firstIndex(of: true) { return way }
    let group = (latestGroup + 1) % 3
    return 4 * group + trees[group].pointedLeaf
  }
}
