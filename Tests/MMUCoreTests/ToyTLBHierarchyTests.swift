import MMUCore
import MMUReference
import Testing

/// Every sequence of a length, after two fills, on hierarchies of four entries, each kind of inclusion and policy against the reference.
@Suite struct ToyTLBHierarchyTests {
  private static let words: [MemoryAccess] =
    (0..<4 as Range<UInt64>).map { MemoryAccess(.load, GVA($0 << 12)) } + [
      MemoryAccess(.fetch, GVA(0)), MemoryAccess(.store, GVA(0xFFC), byteCount: 8), MemoryAccess(.invalidate(GVA(0))),
    ]

  @Test(arguments: TLBShapeGenerator.kinds, [ReplacementPolicy.lru, .fifo, .srrip, .bitPLRU])
  func everySequenceOfFour(_ inclusion: TLBInclusion, _ policy: ReplacementPolicy) throws {
    var shape = TLBHierarchyShape(secondLevel: inclusion)
    let size = PageSizeSet(.kib4)
    shape.add(TLBArrayShape(level: 1, .data, size, TLBGeometry(sets: 1, ways: 1, policy: policy)))
    shape.add(TLBArrayShape(level: 1, .instruction, size, TLBGeometry(sets: 1, ways: 1, policy: policy)))
    shape.add(TLBArrayShape(level: 2, .both, size, TLBGeometry(sets: 1, ways: 2, policy: policy)))
    let count = Self.words.count
    for number in 0..<count * count * count * count {
      var rest = number
      let words =
        Self.words.prefix(2)
        + (0..<4).map { _ in
          defer { rest /= count }
          return Self.words[rest % count]
        }
      try #require(try agree(shape, Array(words)), "\(inclusion), \(policy): \(words)")
    }
  }

  private func agree(_ shape: TLBHierarchyShape, _ words: [MemoryAccess]) throws -> Bool {
    var owned = try OwnedHierarchy(shape)
    owned.run(words)
    var reference = ReferenceHierarchy(shape) { _ in .kib4 }
    for word in words { reference.access(word) }
    guard owned.hierarchy.counters == reference.counters else { return false }
    return (0..<3).allSatisfy { array in
      (0..<4 as Range<UInt64>).allSatisfy { page in
        let gva = GVA(page << 12)
        return owned.hierarchy.holds(gva, .kib4, inArray: array) == reference.holds(gva, .kib4, inArray: array)
      }
    }
  }
}
