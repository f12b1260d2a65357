import MMUCore
import Testing

@Suite struct TLBGeometryTests {
  @Test func impossibleShapesSayWhy() {
    let cases: [(TLBGeometry, TLBGeometry.Impossibility?)] = [
      (TLBGeometry(sets: 0, ways: 4), .setsNotAPowerOfTwo), (TLBGeometry(sets: 3, ways: 4), .setsNotAPowerOfTwo),
      (TLBGeometry(sets: -4, ways: 4), .setsNotAPowerOfTwo), (TLBGeometry(sets: 1 << 25, ways: 4), .tooManyEntries),
      (TLBGeometry(sets: 1, ways: 0), .waysOutOfRange), (TLBGeometry(sets: 1, ways: 4097), .waysOutOfRange),
      (TLBGeometry(sets: 1, ways: 3, policy: .treePLRU), .waysUnfitForTree),
      (TLBGeometry(sets: 1, ways: 64, policy: .treePLRU), .waysUnfitForTree),
      (TLBGeometry(sets: 1, ways: 32, policy: .treePLRU), nil), (TLBGeometry(sets: 128, ways: 12), nil),
      (TLBGeometry(sets: 1, ways: 4096, policy: .fifo), nil), (TLBGeometry(sets: 1 << 24, ways: 1), nil),
    ]
    for (geometry, impossibility) in cases {
      #expect(geometry.impossibility == impossibility, "\(geometry)")
    }
  }

  @Test func capacityIsSetsTimesWays() {
    let geometry = TLBGeometry(sets: 128, ways: 12, policy: .random, foldsIndex: true)
    #expect(geometry.capacity == 1536 && geometry.wordCount >= 1536)
    #expect(geometry.policy == .random && geometry.foldsIndex && TLBGeometry.maximumWays == 4096)
  }
}
