import MMUCore
import Testing

@Suite struct TLBHierarchyShapeTests {
  private typealias Impossibility = TLBHierarchyShape.Impossibility
  private static let four = TLBGeometry(sets: 1, ways: 4)
  private static let small = PageSizeSet(.kib4)

  private func shape(
    second: TLBInclusion = .neither, third: TLBInclusion = .neither, _ arrays: TLBArrayShape...
  ) -> TLBHierarchyShape {
    var shape = TLBHierarchyShape(secondLevel: second, thirdLevel: third)
    for array in arrays { shape.add(array) }
    return shape
  }

  private func array(
    _ level: Int, _ side: TLBSide = .both, _ sizes: PageSizeSet = small, _ geometry: TLBGeometry = four,
    pairs: Bool = false
  ) -> TLBArrayShape {
    TLBArrayShape(level: level, side, sizes, geometry, pairsPages: pairs)
  }

  @Test func impossibleShapesSayWhy() {
    let huge = PageSizeSet(.gib1) | PageSizeSet(.mib2)
    let five = huge | Self.small | PageSizeSet(PageSize(shift: 14)) | PageSizeSet(PageSize(shift: 16))
    let cases: [(TLBHierarchyShape, Impossibility?)] = [
      (shape(), .noFirstLevel), (shape(array(2)), .noFirstLevel), (shape(array(1)), nil),
      (shape(array(0)), .levelOutOfRange), (shape(array(1), array(4)), .levelOutOfRange),
      (shape(array(1), array(3)), .noSecondLevel), (shape(array(1), array(2), array(3)), nil),
      (shape(array(1, .both, .none)), .noPageSize), (shape(array(1, .both, five)), .tooManyPageSizes),
      (shape(array(1, .both, PageSizeSet(PageSize(shift: 11)))), .pageSizeOutOfRange),
      (shape(array(1, .both, PageSizeSet(PageSize(shift: 43)))), .pageSizeOutOfRange),
      (shape(array(1, .both, PageSizeSet(PageSize(shift: 42)), pairs: true)), .pageSizeOutOfRange),
      (shape(array(1), array(1, .data)), .overlappingArrays),
      (shape(array(1, .data), array(1, .data)), .overlappingArrays),
      (shape(array(1, .data), array(1, .instruction)), nil), (shape(array(1), array(1, .both, huge)), nil),
      (shape(array(1), array(1, .both, huge | Self.small)), .overlappingArrays),
      (shape(array(1, .both, Self.small, TLBGeometry(sets: 3, ways: 1))), .impossibleArray),
    ]
    for (shape, impossibility) in cases { #expect(shape.impossibility == impossibility, "\(shape)") }
  }

  @Test func levelsThatDoNotNestSayWhy() {
    let wired = TLBGeometry(sets: 1, ways: 4, wiredWays: 1)
    let pair = array(1, .both, Self.small, pairs: true)
    for inclusion in [TLBInclusion.inclusive, .exclusive] {
      let cases: [(TLBHierarchyShape, Impossibility?)] = [
        (shape(second: inclusion, array(1, .data), array(1, .instruction), array(2)), nil),
        (shape(second: inclusion, array(1), array(2, .data)), .sidesDoNotNest),
        (shape(second: inclusion, array(1, .data), array(2)), .sidesDoNotNest),
        (shape(second: inclusion, array(1, .data), array(2, .data), array(2, .instruction)), nil),
        (shape(second: inclusion, pair, array(2)), .pairsDoNotNest),
        (shape(second: inclusion, pair, array(2, .both, Self.small, pairs: true)), nil),
        (shape(second: inclusion, array(1, .both, Self.small, wired), array(2)), .wiredWaysDoNotNest),
        (shape(second: inclusion, array(1), array(2, .both, Self.small, wired)), .wiredWaysDoNotNest),
        (shape(third: inclusion, array(1, .data), array(2), array(3)), .sidesDoNotNest),
        (shape(array(1, .both, Self.small, wired), array(2)), nil),
      ]
      for (shape, impossibility) in cases { #expect(shape.impossibility == impossibility, "\(inclusion), \(shape)") }
    }
  }

  @Test func arraysAndPrefetchersHaveLimits() {
    var shape = TLBHierarchyShape()
    for number in 0..<17 {
      shape.add(array(1, .both, PageSizeSet(PageSize(shift: UInt8(12 + number)))))
    }
    #expect(shape.impossibility == .tooManyArrays && shape.arrayCount == 17)
    let prefetchers: [(TLBPrefetcher, Bool)] = [
      (TLBPrefetcher(.none, bufferEntries: 0, rows: 3), true), (TLBPrefetcher(.nextPage, bufferEntries: 0), false),
      (TLBPrefetcher(.stride, bufferEntries: 1025), false), (TLBPrefetcher(.stride, rows: 3), true),
      (TLBPrefetcher(.distance, rows: 3), false), (TLBPrefetcher(.distance, rows: 0), false),
      (TLBPrefetcher(.distance, slots: 0), false), (TLBPrefetcher(.distance, slots: 17), false),
      (TLBPrefetcher(.distance), true),
    ]
    for (prefetcher, isPossible) in prefetchers {
      var shape = self.shape(array(1))
      shape.prefetcher = prefetcher
      #expect(shape.impossibility == (isPossible ? nil : .prefetcherOutOfRange), "\(prefetcher)")
    }
  }

  @Test func shapesAreEqualIfEverythingIs() {
    let shape = shape(array(1), array(2))
    #expect(shape == self.shape(array(1), array(2)))
    #expect(shape != self.shape(array(1), array(2, .data)))
    #expect(shape != self.shape(array(1)))
    #expect(shape != self.shape(second: .inclusive, array(1), array(2)))
    #expect(shape.levelCount == 2 && shape.sizes == Self.small && shape[1].level == 2)
  }
}
