import MMUCore
import Testing
import Workload

/// The exits of agile paging: in shadow as those of shadow paging that protects every table, without those for invalidations, nested as
/// those of nested paging.
@Suite struct AgileExitTests {
  private static let base = TechniqueGuest.base
  private static let counts: [UInt64] = [1, 2, 64, 500]

  /// The leaf table is in use, and the kernel's map of it is known.
  private func guest(_ options: AgileOptions = .shadowOnly, level: UInt8? = nil, rootCache: Int = 0) throws
    -> AgileGuest
  {
    let agile = try AgileGuest(options, rootCache: rootCache)
    agile.guest.set(agile.guest.leaf(511), for: Self.base + 511 << 12)
    agile.guest.load()
    if let level { agile.setSwitchLevel(level) }
    agile.guest.touch(Self.base + 511 << 12)
    agile.guest.store(0, at: agile.guest.place(Self.base + 510 << 12))
    return agile
  }

  private func demandFaults(_ agile: AgileGuest, _ count: UInt64) -> ExitCounts {
    agile.exits {
      for page in 0..<count {
        let gva = Self.base + page << 12
        #expect(agile.guest.touch(gva) == .fault(PageFault(.notPresent, at: .leaf)))
        agile.guest.store(agile.guest.leaf(page), at: agile.guest.place(gva))
        agile.guest.touch(gva)
      }
    }
  }

  @Test(arguments: counts) func demandFaultingPages(_ count: UInt64) throws {
    let shadow = demandFaults(try guest(), count)
    for cause in [.guestFault, .tableWrite, .hiddenFault] as [ExitCause] { #expect(shadow[cause] == count) }
    #expect(shadow.total == 3 * count)
    for level in 1...5 as ClosedRange<UInt8> {
      let nested = demandFaults(try guest(level: level), count)
      #expect(nested[.secondStageFault] == count)
      #expect(nested.total == count)
    }
  }

  @Test(arguments: counts) func firstTouches(_ count: UInt64) throws {
    for (level, cause) in [(0, .hiddenFault), (1, .secondStageFault)] as [(UInt8, ExitCause)] {
      let agile = try guest(level: level)
      for page in 0..<count { agile.guest.set(agile.guest.leaf(page), for: Self.base + page << 12) }
      let exits = agile.exits { for page in 0..<count { agile.guest.touch(Self.base + page << 12) } }
      #expect(exits[cause] == count && exits.total == count)
    }
  }

  @Test func firstWriteAfterAReadOnlyFill() throws {
    func exits(_ options: AgileOptions) throws -> UInt64 {
      let agile = try guest(options)
      let place = agile.guest.place(Self.base)
      agile.guest.store(agile.guest.leaf(7, 0x27), at: place)
      agile.guest.touch(Self.base, .load)
      #expect(agile.guest.entry(at: place) & 0x60 == 0x20)
      let exits = agile.exits { agile.guest.touch(Self.base, .store) }
      #expect(agile.guest.entry(at: place) & 0x60 == 0x60)
      return exits.total
    }
    #expect(try exits(.shadowOnly) == 1)
    var helped = AgileOptions.shadowOnly
    helped.marksAllTables = true
    #expect(try exits(helped) == 0)
  }

  @Test(arguments: counts) func fillingATableThatNothingLeadsTo(_ count: UInt64) throws {
    let agile = try guest()
    let table = agile.guest.newTable()
    agile.guest.store(0, at: table)
    let exits = agile.exits {
      for number in 0..<count { agile.guest.store(agile.guest.leaf(number), at: table + number * 8) }
    }
    #expect(exits.total == 0)
  }

  @Test(arguments: counts) func changingALiveLeafTable(_ count: UInt64) throws {
    func exits(_ level: UInt8) throws -> ExitCounts {
      let agile = try guest(level: level)
      return agile.exits {
        for page in 0..<count {
          agile.guest.store(agile.guest.leaf(page), at: agile.guest.place(Self.base + page << 12))
        }
        agile.agile.flushSpace(ASID(0))
      }
    }
    let shadow = try exits(0)
    // The shadow is in step before the flush, which hardware does alone.
    #expect(shadow[.tableWrite] == count && shadow.total == count)
    for level in 1...5 as ClosedRange<UInt8> { #expect(try exits(level).total == 0) }
  }

  @Test(arguments: 2...4) func writingALiveTableAboveTheLeaves(_ level: Int) throws {
    let agile = try guest()
    let place = agile.guest.place(Self.base, level: UInt64(level))
    agile.guest.store(agile.guest.entry(at: place + 8), at: place + 8)
    let exits = agile.exits { for _ in 0..<5 { agile.guest.store(agile.guest.entry(at: place), at: place) } }
    #expect(exits[.tableWrite] == 5 && exits.total == 5)
  }

  @Test func privilegedInstructions() throws {
    for (level, exits) in [(0, 1), (3, 1), (4, 1), (5, 0)] as [(UInt8, UInt64)] {
      let agile = try guest(level: level)
      #expect(agile.exits { agile.agile.invalidate(GVA(Self.base)) }.total == 0)
      #expect(agile.exits { agile.agile.flushAll() }.total == 0)
      #expect(agile.exits { agile.guest.load(asid: 0, keeps: true) }.total == exits)
      #expect(
        agile.exits {
          agile.agile.enterKernel(.systemCall); agile.agile.leaveKernel()
        }.total == 0)
    }
  }

  @Test func cachedRootsLoadWithoutExits() throws {
    let agile = try guest(rootCache: 2)
    let other = agile.guest.newTable()
    agile.guest.write(agile.guest.entry(at: 0), at: other)
    agile.guest.load(root: other, asid: 1)
    agile.guest.touch(Self.base + 511 << 12)
    let exits = agile.exits {
      for turn in 0..<10 as Range<UInt64> {
        agile.guest.load(root: turn & 1 * other, asid: UInt16(turn & 1), keeps: true)
      }
    }
    #expect(exits.total == 0)
    let third = agile.guest.newTable()
    #expect(agile.exits { agile.guest.load(root: third, asid: 2) }[.rootLoad] == 1)
  }

  @Test(arguments: [1, 64, 500] as [UInt64]) func markingPagesAtAFork(_ pages: UInt64) throws {
    for isLive in [false, true] {
      let agile = try guest()
      let child = agile.guest.newTable()
      agile.guest.write(agile.guest.entry(at: 256 * 8), at: child + 256 * 8)
      agile.guest.set(agile.guest.leaf(511), for: Self.base + 511 << 12, in: child)
      for page in 0..<pages {
        agile.guest.store(agile.guest.leaf(page), at: agile.guest.place(Self.base + page << 12))
        agile.guest.touch(Self.base + page << 12)
      }
      let childPlace = agile.guest.place(Self.base, in: child)
      agile.guest.store(0, at: childPlace)
      if isLive {
        agile.guest.load(root: child, asid: 1)
        agile.guest.touch(Self.base + 511 << 12)
        agile.guest.load()
        agile.guest.store(0, at: childPlace)
      }
      let exits = agile.exits {
        for page in 0..<pages {
          agile.guest.store(agile.guest.leaf(page, 0x65), at: agile.guest.place(Self.base + page << 12))
          agile.guest.store(agile.guest.leaf(page, 0x65), at: childPlace + page * 8)
        }
        agile.agile.flushSpace(ASID(0))
      }
      #expect(exits.total == (isLive ? 2 : 1) * pages)
    }
  }
}
