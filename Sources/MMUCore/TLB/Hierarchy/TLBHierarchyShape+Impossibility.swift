// What is wrong with a shape that a user wrote down.

extension TLBHierarchyShape {
  /// What is wrong, if anything.
  public var impossibility: Impossibility? {
    guard arrayCount <= Self.maximumArrays else { return .tooManyArrays }
    for number in 0..<arrayCount where self[number].level < 1 || self[number].level > 3 { return .levelOutOfRange }
    guard hasLevel(1) else { return .noFirstLevel }
    if hasLevel(3) && !hasLevel(2) { return .noSecondLevel }
    if firstImpossibleArray != nil { return .impossibleArray }
    if let impossibility = sizeImpossibility { return impossibility }
    if let impossibility = nestingImpossibility { return impossibility }
    return prefetcher.isPossible ? nil : .prefetcherOutOfRange
  }

  /// The number of the first TLB whose geometry is impossible.
  public var firstImpossibleArray: Int? {
    for number in 0..<min(arrayCount, Self.maximumArrays) where self[number].geometry.impossibility != nil {
      return number
    }
    return nil
  }

  private func hasLevel(_ level: Int) -> Bool {
    for number in 0..<arrayCount where self[number].level == level { return true }
    return false
  }

  private var sizeImpossibility: Impossibility? {
    for number in 0..<arrayCount {
      let array = self[number]
      guard array.sizes != .none else { return .noPageSize }
      let largest = array.pairsPages ? 41 : 42
      let isInRange = array.sizes.rawValue & 0xFFF == 0 && array.sizes.rawValue >> (largest + 1) == 0
      guard isInRange else { return .pageSizeOutOfRange }
      for other in 0..<number where overlaps(array, self[other]) { return .overlappingArrays }
    }
    return sizes.count <= Self.maximumPageSizes ? nil : .tooManyPageSizes
  }

  private func overlaps(_ one: TLBArrayShape, _ other: TLBArrayShape) -> Bool {
    let sharesSide = one.side == .both || other.side == .both || one.side == other.side
    return one.level == other.level && sharesSide && one.sizes.intersects(other.sizes)
  }

  private var nestingImpossibility: Impossibility? {
    for number in 0..<arrayCount where inclusion(ofLevel: self[number].level) != .neither {
      let outer = self[number]
      if outer.geometry.wiredWays > 0 { return .wiredWaysDoNotNest }
      for level in 1..<outer.level {
        if let impossibility = nesting(of: level, in: outer) { return impossibility }
      }
    }
    return nil
  }

  /// Whether the TLBs of a level nest in one of a level behind: each serves no side that it does not, both sides have one or none,
  /// and they map what it maps.
  private func nesting(of level: Int, in outer: TLBArrayShape) -> Impossibility? {
    for number in 0..<arrayCount where self[number].level == level && self[number].sizes.intersects(outer.sizes) {
      let inner = self[number]
      if outer.side != .both && inner.side == .both { return .sidesDoNotNest }
      guard outer.side == .both || outer.side == inner.side else { continue }
      if inner.pairsPages != outer.pairsPages { return .pairsDoNotNest }
      if inner.geometry.wiredWays > 0 { return .wiredWaysDoNotNest }
    }
    guard outer.side == .both else { return nil }
    let shared = sizes(ofLevel: level, 0).rawValue ^ sizes(ofLevel: level, 1).rawValue
    return shared & outer.sizes.rawValue == 0 ? nil : .sidesDoNotNest
  }

  /// The page sizes that a level has for a side.
  private func sizes(ofLevel level: Int, _ side: Int) -> PageSizeSet {
    var sizes = PageSizeSet.none
    for number in 0..<arrayCount where self[number].level == level && self[number].side.serves(side) {
      sizes |= self[number].sizes
    }
    return sizes
  }
}
