import MMUCore
import Testing

/// Intel SDM vol. 3A, section "Accessed and Dirty Flags".
@Suite struct AccessedDirtyTests {
  private static let accessed: UInt64 = 1 << 5
  private static let dirty: UInt64 = 1 << 6

  /// Accessed and dirty bits by level, 1 first: "A", "D", "AD" or "".
  private func bits(of ladder: Ladder) -> [String] {
    (1...4).map { level in
      let entry = ladder.entry(at: level)
      return (entry & Self.accessed != 0 ? "A" : "") + (entry & Self.dirty != 0 ? "D" : "")
    }
  }

  @Test func aPermittedAccessMarksItsPathAndAStoreItsLeaf() throws {
    for access in GuestAccess.everyClass where access.privilege == .user {
      let ladder = try Ladder()
      let translation = try ladder.translation(access)
      #expect(bits(of: ladder) == [access.isStore ? "AD" : "A", "A", "A", "A"], "\(access)")
      #expect(translation.isDirty == access.isStore)
    }
  }

  @Test(arguments: [2, 3]) func aLargePageIsMarkedInItsOwnEntry(_ level: Int) throws {
    let ladder = try Ladder()
    ladder.setLargePage(at: level)
    _ = try ladder.translation(GuestAccess(.store, .user))
    #expect(bits(of: ladder) == (level == 2 ? ["", "AD", "A", "A"] : ["", "", "AD", "A"]))
  }

  @Test func aFaultMarksTheTablesAboveItAlone() throws {
    for level in 1...4 {
      let ladder = try Ladder()
      ladder.setEntry(ladder.entry(at: level) & ~1, at: level)
      _ = ladder.walk(GuestAccess(.store, .user))
      #expect(bits(of: ladder) == (1...4).map { $0 > level ? "A" : "" }, "level \(level)")
    }
  }

  @Test func aForbiddenAccessDoesNotMarkTheLeaf() throws {
    let ladder = try Ladder()
    ladder.setEntry(ladder.entry(at: 1) & ~2, at: 1)
    #expect(ladder.walk(GuestAccess(.store, .user)) == .fault(PageFault(.protection, at: .leaf)))
    #expect(bits(of: ladder) == ["", "A", "A", "A"])
  }

  @Test func bitsThatAreSetStaySet() throws {
    let ladder = try Ladder()
    ladder.setEntry(ladder.entry(at: 1) | Self.dirty, at: 1)
    #expect(try ladder.translation().isDirty)
    #expect(bits(of: ladder)[0] == "AD")
  }

  @Test func nothingElseOfAnEntryChanges() throws {
    let ladder = try Ladder()
    let ignored: UInt64 = 0x7FF0_0000_0000_0E18
    for level in 1...4 { ladder.setEntry(ladder.entry(at: level) | ignored, at: level) }
    let before = (1...4).map { ladder.entry(at: $0) }
    _ = try ladder.translation(GuestAccess(.store, .user))
    for level in 1...4 {
      let marks = level == 1 ? Self.accessed | Self.dirty : Self.accessed
      #expect(ladder.entry(at: level) == before[level - 1] | marks)
    }
  }

  @Test func marksAreReadFromTheTablesEveryTime() throws {
    let ladder = try Ladder()
    _ = try ladder.translation(GuestAccess(.store, .user))
    for level in 1...4 { ladder.setEntry(ladder.entry(at: level) & ~0x60, at: level) }
    #expect(try !ladder.translation().isDirty)
    #expect(bits(of: ladder) == ["A", "A", "A", "A"])
  }

  @Test func rightsAreTheIntersectionOfThePath() throws {
    for level in 1...4 {
      let ladder = try Ladder()
      ladder.setEntry(ladder.entry(at: level) & ~0b110 | 1 << 63, at: level)
      #expect(try ladder.translation(GuestAccess(.load, .supervisor)).rights == .read, "level \(level)")
    }
    #expect(try Ladder().translation().rights == .all)
  }
}
