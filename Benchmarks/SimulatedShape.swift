import MMUCore

/// TLBs of other shapes than the C limit's.
enum SimulatedShape: String {
  case pseudoLRU = "plru"
  case threeLevels = "three-levels"

  var description: String {
    switch self {
    case .pseudoLRU: "two levels as Kaby Lake's: tree-PLRU, then grouped trees under a folded index"
    case .threeLevels: "three levels of LRU: 16, 128 and 1536 entries"
    }
  }

  var shape: TLBHierarchyShape {
    switch self {
    case .pseudoLRU:
      let first = TLBGeometry(sets: 16, ways: 4, policy: .treePLRU)
      let second = TLBGeometry(sets: 128, ways: 12, policy: .groupedPLRU, foldsIndex: true)
      return TLBHierarchyShape(instruction: first, data: first, second: second, pageSize: .kib4)
    case .threeLevels:
      let first = TLBGeometry(sets: 4, ways: 4)
      let second = TLBGeometry(sets: 16, ways: 8)
      var shape = TLBHierarchyShape(instruction: first, data: first, second: second, pageSize: .kib4)
      shape.add(TLBArrayShape(level: 3, .both, PageSizeSet(.kib4), TLBGeometry(sets: 128, ways: 12)))
      return shape
    }
  }
}
