import MMUCore
import Testing
import Workload

/// When tables go nested under agile paging's policy, and when they come back.
@Suite struct AgilePolicyTests {
  private static let base = TechniqueGuest.base

  private func guest(_ wayBack: AgileWayBack) throws -> AgileGuest {
    var options = AgileOptions()
    options.wayBack = wayBack
    options.interval = 0
    let agile = try AgileGuest(options)
    agile.guest.set(agile.guest.leaf(0), for: Self.base)
    agile.guest.load()
    agile.guest.touch(Self.base)
    // The kernel's map of the tables is known, and what is in them is not.
    for level in 1...3 as ClosedRange<UInt64> {
      _ = agile.guest.machine.access(map(agile, level), GuestAccess(.load, .supervisor))
    }
    return agile
  }

  private func map(_ agile: AgileGuest, _ level: UInt64) -> GVA {
    GVA(0xFFFF_8000_0000_0000 + agile.guest.place(Self.base, level: level))
  }

  /// Stores an entry of a level beside those in use.
  private func store(_ agile: AgileGuest, level: UInt64 = 1) {
    agile.guest.store(0, at: agile.guest.place(Self.base, level: level) + 8)
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>) func theSecondStoreSwitches(_ level: UInt64) throws {
    let agile = try guest(.never)
    #expect(agile.exits { store(agile, level: level) }[.tableWrite] == 1)
    #expect(agile.references(Self.base) == 4)
    #expect(agile.exits { store(agile, level: level) }[.tableWrite] == 1)
    #expect(agile.references(Self.base) == 4 + 4 * level)
    store(agile, level: level)
    for below in 1...level { #expect(agile.exits { for _ in 0..<9 { store(agile, level: below) } }[.tableWrite] == 0) }
  }

  @Test func theRootInUseSwitches() throws {
    let agile = try guest(.never)
    for _ in 0..<2 { agile.guest.store(0, at: 8 * 100) }
    #expect(agile.references(Self.base) == 20)
  }

  @Test func storesInDifferentIntervalsDoNotSwitch() throws {
    let agile = try guest(.never)
    for _ in 0..<5 {
      store(agile)
      agile.agile.technique.endInterval()
    }
    #expect(agile.references(Self.base) == 4)
  }

  @Test func aResetBringsEverythingBack() throws {
    let agile = try guest(.reset)
    for level in [1, 3] as [UInt64] { for _ in 0..<9 { store(agile, level: level) } }
    #expect(agile.references(Self.base) == 16)
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 4)
    #expect(agile.exits { store(agile) }[.tableWrite] == 1)
  }

  /// However the kernel's own map of the tables is walked.
  @Test(arguments: [0, 1, 3] as [UInt8]) func aCleanTableComesBack(_ mapLevel: UInt8) throws {
    let agile = try guest(.dirtyBits)
    let map = GVA(0xFFFF_8000_0000_0000)..<GVA(0xFFFF_9000_0000_0000)
    agile.setSwitchLevel(mapLevel, for: map)
    agile.guest.touch(Self.base)
    for _ in 0..<3 { store(agile) }
    for _ in 0..<3 {
      #expect(agile.references(Self.base) == 8)
      agile.agile.technique.endInterval()
      store(agile)
    }
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 8, "the guest stored to it during the interval")
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 4, "it did not")
    #expect(agile.exits { store(agile) }[.tableWrite] == 1)
  }

  @Test func parentsComeBackBeforeChildren() throws {
    let agile = try guest(.dirtyBits)
    for _ in 0..<3 { store(agile, level: 2) }
    for _ in 0..<3 { store(agile) }
    #expect(agile.references(Self.base) == 12)
    agile.agile.technique.endInterval()
    store(agile, level: 2)
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 12, "the child is clean, but its parent is not")
    store(agile)
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 8, "the parent is clean, but its child is not")
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 4)
  }

  @Test func theIntervalEndsByItself() throws {
    var options = AgileOptions()
    options.wayBack = .reset
    options.interval = 64
    let agile = try AgileGuest(options)
    agile.guest.set(agile.guest.leaf(0), for: Self.base)
    agile.guest.load()
    agile.guest.touch(Self.base)
    for _ in 0..<3 { store(agile) }
    #expect(agile.references(Self.base) == 8)
    for _ in 0..<64 {
      agile.agile.technique.tlb.flushAll()
      agile.guest.touch(Self.base)
    }
    #expect(agile.references(Self.base) == 4)
  }
}
