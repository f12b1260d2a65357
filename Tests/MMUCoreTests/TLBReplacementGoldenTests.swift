import MMUCore
import Testing

/// Who makes room, worked out by hand from each policy's definition.
@Suite struct TLBReplacementGoldenTests {
  /// Uses pages in turn, of which the last ones miss; answers whom each miss of a full set evicts. Looking pages up is a use, so every
  /// step replays the run.
  private func evictions(_ policy: ReplacementPolicy, ways: Int, _ pages: [UInt64]) throws -> [UInt64] {
    var evicted: [UInt64] = []
    for count in 1...pages.count {
      let before = try residents(policy, ways, pages.prefix(count - 1))
      let after = try residents(policy, ways, pages.prefix(count))
      evicted += before.filter { !after.contains($0) }
    }
    return evicted
  }

  private func residents(_ policy: ReplacementPolicy, _ ways: Int, _ pages: ArraySlice<UInt64>) throws -> [UInt64] {
    try Set(pages).sorted().filter { page in
      var owned = try OwnedTLB(capacity: ways, policy)
      _ = owned.misses(pages)
      return owned.tlb.lookup(GVA(page << 12), asid: ASID(0)) != nil
    }
  }

  /// Filling way 3 sets the last bit, so that only it stays set: 0 and 1 go. The use of 3 changes nothing. Filling way 2 sets the last bit
  /// again: 4, in way 0, goes.
  @Test func bitPLRUEvictsTheFirstWayWithoutABit() throws {
    #expect(try evictions(.bitPLRU, ways: 4, [0, 1, 2, 3, 4, 5, 3, 6, 7]) == [0, 1, 2, 4])
    // The use of 0 sets its bit beside 3's: 1 goes. Then that of 2 sets the last bit: all but it may go, 0 first.
    #expect(try evictions(.bitPLRU, ways: 4, [0, 1, 2, 3, 0, 4, 2, 5]) == [1, 0])
    #expect(try evictions(.bitPLRU, ways: 1, [0, 1, 2]) == [0, 1])
  }

  /// After four fills all bits are set: they are cleared when 4 needs room, and 0 goes. 2 is used, so 1 and 3 go. Then all are set again.
  @Test func nruForgetsAllUsesWhenItSeeksAVictim() throws {
    #expect(try evictions(.nru, ways: 4, [0, 1, 2, 3, 4, 2, 5, 6, 7]) == [0, 1, 3, 4])
    // The same uses under bit-PLRU: filling way 1 sets the last bit, and all others may go.
    #expect(try evictions(.bitPLRU, ways: 4, [0, 1, 2, 3, 4, 2, 5, 6, 7]) == [0, 1, 4, 2])
  }

  /// All are new, value 2, but 0, which was used again, 0. For 4 all age by one: 1, 2 and 3 go in turn. Then the values are 1, 2, 2, 2, and
  /// age to 2, 3, 3, 3: 4 goes.
  @Test func srripKeepsWhatWasUsedAgain() throws {
    #expect(try evictions(.srrip, ways: 4, [0, 1, 2, 3, 0, 4, 5, 6, 7]) == [1, 2, 3, 4])
    // 7 is used again at once, and has value 0 beside 2, 3, 3: 5, in way 2, goes, then 6.
    #expect(try evictions(.srrip, ways: 4, [0, 1, 2, 3, 0, 4, 5, 6, 7, 7, 8, 9]) == [1, 2, 3, 4, 5, 6])
    // Without the second use of 0 there are only new pages.
    #expect(try evictions(.srrip, ways: 4, [0, 1, 2, 3, 4]) == [0])
  }

  /// A second use in a row takes a new page from 2 to 0: it must not be skipped as a repetition.
  @Test func srripNoticesTheSecondUseInARow() throws {
    #expect(try evictions(.srrip, ways: 2, [0, 0, 1, 2]) == [1])
    #expect(try evictions(.srrip, ways: 2, [0, 1, 2]) == [0])
  }

  /// Group 2 was used last: victims come from groups 0, 1, 2 in turn, from each as its tree says: ways 0, 2, 1, 3 of it.
  @Test func groupedPLRUTakesTurnsBetweenItsGroups() throws {
    let fills = Array(0..<12) as [UInt64]
    let turns = [0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11] as [UInt64]
    #expect(try evictions(.groupedPLRU, ways: 12, fills + (100..<112)) == turns)
    // A use of 5 makes group 1 the latest, and turns its tree to the upper half: 8 goes, then 0, then 6.
    #expect(try evictions(.groupedPLRU, ways: 12, fills + [5] + (100..<103)) == [8, 0, 6])
  }
}
