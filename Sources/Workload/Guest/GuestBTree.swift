/// Look-ups in a B-tree, whose nodes are pages with 256 children, by uniform keys: from the root to a leaf, two loads a node.
struct GuestBTree: GuestWorkload {
  private let parameters: GuestParameters

  init(_ parameters: GuestParameters) { self.parameters = parameters }

  private static let fanout: UInt64 = 256

  func run(_ program: GuestProgram) throws(KernelFailure) {
    let levels = levels
    try program.map(0, parameters.footprint)
    let leaves = levels[levels.count - 1].count
    for _ in 0..<max(1, parameters.accesses / UInt64(2 * levels.count)) {
      let leaf = program.draw(below: leaves)
      for (first, count) in levels {
        let page = first + leaf * count / leaves
        try program.load(page << 12)
        try program.load(page << 12 + program.draw(below: 512) * 8)
      }
    }
    try program.flush()
  }

  /// The first page of every level and how many it has, from the root on: as many leaves as find room.
  private var levels: [(first: UInt64, count: UInt64)] {
    var levels: [(first: UInt64, count: UInt64)] = []
    var (first, count): (UInt64, UInt64) = (0, 1)
    while first < parameters.pageCount {
      count = min(count, parameters.pageCount - first)
      levels.append((first, count))
      first += count
      count *= Self.fanout
    }
    return levels
  }
}
