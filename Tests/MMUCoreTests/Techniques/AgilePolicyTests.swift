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

  /// The shadow of a table that goes nested is free for another's. The guest need not flush: it only made absent entries present.
  @Test func walkCachesForgetAShadowThatIsGone() throws {
    var options = AgileOptions()
    options.wayBack = .never
    let agile = try AgileGuest(options) { $0.walkCaches = (32, 4, 4) }
    let other = Self.base + (5 << 21)
    for (gva, number) in [(Self.base, 0), (Self.base + 4096, 1), (other, 2), (other + 4096, 3)] as [(UInt64, UInt64)] {
      agile.guest.set(agile.guest.leaf(number), for: gva)
    }
    agile.guest.load()
    agile.guest.touch(Self.base)
    for number in 2...5 as ClosedRange<UInt64> {
      agile.guest.store(agile.guest.leaf(9 + number), at: agile.guest.place(Self.base) + 8 * number)
    }
    agile.guest.touch(other)
    agile.guest.touch(other + 4096)
    #expect(agile.guest.touch(Self.base + 4096) == .memory(HPA(agile.guest.leaf(1, 0))))
    #expect(agile.references(Self.base) == 2, "the guest's leaf, and the second stage's")
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

  // MARK: New roots, and roots that go

  /// A guest with two processes: the second's root shares no user table with the first's.
  private func processes(_ change: (inout AgileOptions) -> Void = { _ in }, rootCache: Int = 0) throws -> (
    agile: AgileGuest, child: UInt64
  ) {
    var options = AgileOptions()
    options.interval = 0
    change(&options)
    let agile = try AgileGuest(options, rootCache: rootCache)
    let child = agile.guest.newTable()
    agile.guest.write(agile.guest.entry(at: 256 * 8), at: child + 256 * 8)
    for page in 0..<64 as Range<UInt64> {
      agile.guest.set(agile.guest.leaf(page), for: Self.base + page << 12)
      agile.guest.set(agile.guest.leaf(page), for: Self.base + page << 12, in: child)
    }
    agile.guest.load()
    // The second stage knows the data and the kernel's map of the tables, as it would of a machine that has run for a while.
    agile.setSwitchLevel(4)
    for page in 0..<64 as Range<UInt64> { agile.guest.touch(Self.base + page << 12) }
    for frame in 0..<32 as Range<UInt64> {
      _ = agile.agile.access(GVA(0xFFFF_8000_0000_0000 + frame << 12), GuestAccess(.load, .supervisor))
    }
    agile.agile.technique.clearSwitchLevels()
    return (agile, child)
  }

  /// A process that ends within the interval: loaded, run, its tables written and cleared, released.
  private func shortLife(_ agile: AgileGuest, _ child: UInt64) -> ExitCounts {
    agile.exits {
      agile.guest.load(root: child, asid: 1)
      for page in 0..<64 as Range<UInt64> { agile.guest.touch(Self.base + page << 12) }
      for page in 0..<64 as Range<UInt64> {
        let place = agile.guest.place(Self.base + page << 12, in: child)
        agile.guest.store(agile.guest.leaf(page, 0x65), at: place)
      }
      agile.agile.flushSpace(ASID(1))
    }
  }

  @Test func aShortLifeThatStartsNestedNeedsTheMonitorOnce() throws {
    let (agile, child) = try processes { $0.startsNested = true }
    let exits = shortLife(agile, child)
    #expect(exits[.rootLoad] == 1 && exits.total == 1)
    let (shadow, other) = try processes()
    #expect(shortLife(shadow, other).total > 8)
  }

  @Test(arguments: [AgileWayBack.never, .reset, .dirtyBits]) func aRootThatLivesIsShadowed(_ wayBack: AgileWayBack)
    throws
  {
    let (agile, child) = try processes {
      $0.startsNested = true
      $0.wayBack = wayBack
    }
    agile.guest.load(root: child, asid: 1)
    #expect(agile.references(Self.base) == 20)
    store(agile)
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 20, "it did not see the interval begin")
    agile.guest.store(0, at: agile.guest.place(Self.base, in: child) + 8 * 100)
    agile.agile.technique.endInterval()
    // The leaf table was stored to, and by dirty bits stays.
    #expect(agile.references(Self.base) == (wayBack == .dirtyBits ? 8 : 4))
    agile.agile.technique.endInterval()
    #expect(agile.references(Self.base) == 4)
    agile.guest.load()
    agile.guest.load(root: child, asid: 1)
    #expect(agile.references(Self.base) == 4, "it is not new any more")
  }

  @Test func whatWasSetByHandDoesNotStartNested() throws {
    let (agile, child) = try processes { $0.startsNested = true }
    agile.setSwitchLevel(1)
    agile.guest.load(root: child, asid: 1)
    #expect(agile.references(Self.base) == 8)
  }

  @Test(arguments: [false, true]) func aReleasedRootIsForgotten(_ isReleased: Bool) throws {
    let (agile, child) = try processes { $0.wayBack = .never }
    let place = agile.guest.place(Self.base, in: child)
    agile.guest.load(root: child, asid: 1)
    agile.guest.touch(Self.base)
    for _ in 0..<3 { agile.guest.store(agile.guest.leaf(0), at: place) }
    #expect(agile.references(Self.base) == 8)
    agile.guest.load()
    if isReleased { agile.agile.willRelease(root: GPA(child)) }
    let above = agile.guest.place(Self.base, in: child, level: 2)
    let entry = agile.guest.entry(at: above)
    _ = agile.agile.access(GVA(0xFFFF_8000_0000_0000 + above), GuestAccess(.load, .supervisor))
    #expect(agile.exits { agile.guest.store(entry, at: above) }.total == (isReleased ? 0 : 1))
    agile.guest.load(root: child, asid: 1)
    #expect(agile.references(Self.base) == (isReleased ? 4 : 8))
  }

  @Test func aRootIsTakenApartInUseWithoutExits() throws {
    let (agile, child) = try processes()
    agile.guest.load(root: child, asid: 1)
    agile.guest.touch(Self.base)
    agile.agile.willRelease(root: GPA(child))
    let exits = agile.exits {
      for page in 0..<64 as Range<UInt64> {
        agile.guest.store(0, at: agile.guest.place(Self.base + page << 12, in: child))
      }
      for level in 2...3 as ClosedRange<UInt64> {
        agile.guest.store(0, at: agile.guest.place(Self.base, in: child, level: level) + 8)
      }
    }
    #expect(exits.total == 0)
    agile.guest.load()
    agile.guest.set(agile.guest.leaf(0), for: Self.base, in: child)
    agile.guest.load(root: child, asid: 1)
    #expect(agile.references(Self.base) == 4, "a new process has the root")
  }

  @Test func aReleasedRootLeavesTheRootCache() throws {
    let (agile, child) = try processes({ $0.startsNested = true }, rootCache: 4)
    agile.guest.load(root: child, asid: 1)
    agile.guest.load()
    #expect(agile.exits { agile.guest.load(root: child, asid: 1) }.total == 0)
    agile.guest.load()
    agile.agile.willRelease(root: GPA(child))
    #expect(agile.exits { agile.guest.load(root: child, asid: 1) }[.rootLoad] == 1)
  }

  // MARK: Tables that are filled at once

  @Test func manyFaultsFillWhatWasAccessed() throws {
    let (agile, child) = try processes()
    let untouched = agile.guest.place(Self.base + 63 << 12, in: child)
    agile.guest.write(agile.guest.leaf(63, 0x07), at: untouched)
    agile.guest.load(root: child, asid: 1)
    func faults(_ pages: Range<UInt64>) -> UInt64 {
      agile.exits { for page in pages { agile.guest.touch(Self.base + page << 12, .load) } }[.hiddenFault]
    }
    #expect(faults(0..<8) == 8)
    #expect(faults(8..<63) == 0)
    #expect(agile.guest.entry(at: untouched) & 0x60 == 0, "nobody accessed it")
    #expect(faults(63..<64) == 1)
    #expect(agile.guest.entry(at: untouched) & 0x60 == 0x20)
  }

  @Test func aTableThatComesBackIsFilledAtOnce() throws {
    let (agile, _) = try processes { $0.wayBack = .reset }
    agile.guest.touch(Self.base)
    for _ in 0..<3 { store(agile) }
    #expect(agile.references(Self.base) == 8)
    agile.agile.technique.endInterval()
    let exits = agile.exits { for page in 2..<64 as Range<UInt64> { agile.guest.touch(Self.base + page << 12) } }
    #expect(exits[.hiddenFault] == 1 && exits.total == 1)
  }

  /// With help from hardware the dirty bit is set by a walk of the guest's tables, which is counted: three of 1 + 4 references, and
  /// the leaf's.
  @Test func markingTheGuestsTablesTakesAWalk() throws {
    let (agile, _) = try processes { $0.marksAllTables = true }
    agile.guest.write(agile.guest.leaf(0, 0x27), at: agile.guest.place(Self.base))
    agile.guest.touch(Self.base, .load)
    let before = agile.agile.counters
    agile.guest.touch(Self.base, .store)
    let after = agile.agile.counters
    #expect(after.exits == before.exits)
    #expect(after.references - before.references == 4 + 4)
    #expect(after.hostReferences - before.hostReferences == 4 * 4)
    #expect(agile.guest.entry(at: agile.guest.place(Self.base)) & 0x40 != 0)
  }
}
