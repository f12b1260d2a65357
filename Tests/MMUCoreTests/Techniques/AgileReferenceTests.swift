import MMUCore
import Testing
import Workload

/// References per walk under agile paging by the level of the switch, without caches: 4 + 4k, and 24 with the guest's root.
///
/// Source: Gandhi, Hill and Swift, "Agile Paging", ISCA 2016, table 2.
@Suite struct AgileReferenceTests {
  private static let base = TechniqueGuest.base
  private static let byLevel: [UInt64] = [4, 8, 12, 16, 20, 24]

  private func guest(_ change: (inout MachineShape) -> Void = { _ in }) throws -> AgileGuest {
    let agile = try AgileGuest(.shadowOnly, change)
    for gva in [Self.base, 0x7000_0000_0000] { agile.guest.set(agile.guest.leaf(gva >> 40), for: gva) }
    agile.guest.load()
    return agile
  }

  @Test(arguments: 0...5) func theSwitchSaysTheReferences(_ level: Int) throws {
    let agile = try guest()
    agile.setSwitchLevel(UInt8(level))
    for kind in [.load, .store, .fetch] as [AccessKind] {
      #expect(agile.references(Self.base, kind) == Self.byLevel[level])
    }
  }

  @Test func nothingSetIsShadow() throws { #expect(try guest().references(Self.base) == 4) }

  @Test func regionsHaveLevelsOfTheirOwn() throws {
    let agile = try guest()
    for (first, second) in [(0, 3), (1, 2), (3, 1), (2, 0)] {
      agile.setSwitchLevel(UInt8(first), for: GVA(0)..<GVA(1 << 40))
      agile.setSwitchLevel(UInt8(second), for: GVA(0x7000 << 32)..<GVA(0x7001 << 32))
      #expect(agile.references(Self.base) == Self.byLevel[first])
      #expect(agile.references(0x7000_0000_0000) == Self.byLevel[second])
    }
    agile.agile.technique.clearSwitchLevels()
    #expect(agile.references(0x7000_0000_0000) == 4)
  }

  /// Frames that may hold tables are mapped alone, whatever the host's pages: Σ(1 + 4) + 3.
  @Test func aLargePageDropsItsLevel() throws {
    for (level, small, large) in [(0, 4, 3), (1, 4, 3), (2, 7, 6), (3, 11, 10), (4, 15, 14), (5, 19, 18)] {
      for (hostPages, expected) in [(PageSize.kib4, small), (.mib2, large)] {
        let agile = try AgileGuest { $0.hostPageSize = hostPages }
        agile.guest.write(agile.guest.leaf(0, 0xE7), at: agile.guest.place(Self.base, level: 2))
        agile.guest.load()
        agile.setSwitchLevel(UInt8(level))
        #expect(agile.references(Self.base) == UInt64(expected), "level \(level), host pages of \(hostPages)")
      }
    }
  }

  /// The walk caches know on which side of the switch their tables are: a walk goes on there.
  @Test(arguments: 0...5) func walkCachesKnowTheirSide(_ level: Int) throws {
    let agile = try guest { $0.walkCaches = (4, 4, 4) }
    agile.setSwitchLevel(UInt8(level))
    #expect(agile.references(Self.base) == (level == 0 ? 1 : 2))
    let cached = try guest {
      $0.walkCaches = (4, 4, 4)
      $0.nestedTLB = 64
    }
    cached.setSwitchLevel(UInt8(level))
    #expect(cached.references(Self.base) == 1)
  }
}
