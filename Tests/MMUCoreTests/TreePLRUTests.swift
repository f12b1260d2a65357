import MMUCore
import Testing

/// Goldens worked out by hand from the tree: Abel and Reineke, RTAS 2013, section II.
@Suite struct TreePLRUTests {
  /// Fills a set with pages 0 to `ways` − 1, uses some, then inserts new pages; answers whom each evicts.
  private func evictions(ways: Int, using used: [UInt64], count: Int) throws -> [UInt64] {
    var left = Array(0..<UInt64(ways))
    var evicted: [UInt64] = []
    for inserted in 1...count {
      // Looking pages up turns the tree, so each step replays the run.
      let survivors = try survivors(ways: ways, using: used, inserted: inserted)
      evicted += left.filter { !survivors.contains($0) }
      left = survivors
    }
    return evicted
  }

  private func survivors(ways: Int, using used: [UInt64], inserted: Int) throws -> [UInt64] {
    var owned = try OwnedTLB(capacity: ways, .treePLRU)
    _ = owned.misses(0..<UInt64(ways))
    for page in used { owned.access(page) }
    for number in 0..<UInt64(inserted) { owned.access(1000 + number) }
    return (0..<UInt64(ways)).filter { owned.tlb.lookup(GVA($0 << 12), asid: ASID(0)) != nil }
  }

  @Test func afterFillsInOrderTheVictimsAlternateBetweenHalves() throws {
    #expect(try evictions(ways: 2, using: [], count: 2) == [0, 1])
    #expect(try evictions(ways: 4, using: [], count: 4) == [0, 2, 1, 3])
    #expect(try evictions(ways: 8, using: [], count: 8) == [0, 4, 2, 6, 1, 5, 3, 7])
  }

  @Test func aUseTurnsTheTreeAwayFromItsWay() throws {
    #expect(try evictions(ways: 4, using: [0], count: 2) == [2, 1])
    #expect(try evictions(ways: 4, using: [2], count: 2) == [0, 3])
    #expect(try evictions(ways: 4, using: [0, 2], count: 1) == [1])
    #expect(try evictions(ways: 4, using: [1, 3, 1], count: 1) == [2])
    #expect(try evictions(ways: 8, using: [4, 0], count: 1) == [6])
  }

  @Test func itIsNotLRU() throws {
    // Way 2 is the least recently used, but its half was used last.
    #expect(try evictions(ways: 4, using: [0, 1, 3], count: 1) == [0])
  }
}
