import Foundation
import MMUCore
import Testing
import Workload

/// Machines that take turns on one processor: what a world switch costs, and that nobody reaches another's memory by what is cached.
@Suite struct WorldSwitchTests {
  private static let base = TechniqueGuest.base
  private static let names = TechniqueName.allCases

  /// A pair whose guests map pages from ``base`` on to their first frames.
  private func pair(
    _ name: TechniqueName, isTagged: Bool, pages: UInt64, bits: UInt64 = 0x67,
    _ change: (inout MachineShape) -> Void = { _ in }
  ) throws -> MachinePair {
    let pair = try MachinePair(name, isTagged: isTagged, change)
    for number in [0, 1] {
      let guest = pair.run(number)
      // The second one's tables lie where the first has none.
      if number == 1 { for _ in 0..<8 { _ = guest.newTable() } }
      for page in 0..<pages { guest.set(guest.leaf(page, bits), for: Self.base + page << 12) }
      guest.load()
    }
    return pair
  }

  /// Uniform references to N pages that fit, in quanta of q: without tags each quantum misses
  /// every page that it touches, N(1 − (1 − 1/N)^q) of them; with tags and room for all machines, none.
  @Test(arguments: names, [false, true]) func theFlushLawHolds(_ name: TechniqueName, _ isTagged: Bool) throws {
    let (pages, quantum, quanta): (UInt64, Int, Int) = (64, 100, 400)
    let pair = try pair(name, isTagged: isTagged, pages: pages)
    for number in [0, 1] { for page in 0..<pages { pair.run(number).touch(Self.base + page << 12) } }
    var random = SplitMix64(seed: 11)
    var misses: UInt64 = 0
    for turn in 0..<quanta {
      let guest = pair.run(turn & 1)
      let before = guest.machine.counters
      var touched: Set<UInt64> = []
      for _ in 0..<quantum {
        let page = random.next() % pages
        touched.insert(page)
        try #require(MachinePair.frame(guest.touch(Self.base + page << 12), of: UInt64(turn & 1)) == page)
      }
      let missed = guest.machine.counters.tlbMisses - before.tlbMisses
      #expect(missed == (isTagged ? 0 : UInt64(touched.count)), "quantum \(turn)")
      misses += missed
    }
    if !isTagged {
      let law = Double(pages) * (1 - pow(1 - 1 / Double(pages), Double(quantum)))
      #expect(abs(Double(misses) / Double(quanta) - law) < 0.5, "\(misses) misses of \(law) a quantum")
    }
    let switches = pair.guests.map { $0.machine.counters.exits[.worldSwitch] }
    #expect(switches.reduce(0, +) == UInt64(quanta) + 3)
  }

  /// The other machine's translations, global ones too, answer nothing: neither where this one maps something else nor where it maps
  /// nothing.
  @Test(arguments: names, [false, true]) func staleTranslationsAnswerNobodyElse(_ name: TechniqueName, _ isTagged: Bool)
    throws
  {
    for bits in [0x67, 0x167] as [UInt64] {
      let pair = try pair(name, isTagged: isTagged, pages: 8, bits: bits)
      let spy = pair.run(1)
      #expect(MachinePair.frame(spy.touch(Self.base), of: 1) == 0)
      let victim = pair.run(0)
      for page in 0..<16 as Range<UInt64> {
        if page >= 8 { victim.set(victim.leaf(page, bits), for: Self.base + page << 12) }
        #expect(MachinePair.frame(victim.touch(Self.base + page << 12), of: 0) == page)
      }
      _ = pair.run(1)
      for page in 0..<16 as Range<UInt64> {
        for kind in [AccessKind.load, .store] {
          let outcome = spy.touch(Self.base + page << 12, kind)
          if page < 8 {
            #expect(MachinePair.frame(outcome, of: 1) == page)
          } else {
            #expect(outcome == .fault(PageFault(.notPresent, at: .leaf)))
          }
        }
      }
    }
  }

  /// Addresses that are not canonical differ from others' in the bits in which a tag is kept.
  @Test(arguments: names, [false, true]) func addressesForgeNoTag(_ name: TechniqueName, _ isTagged: Bool) throws {
    let pair = try pair(name, isTagged: isTagged, pages: 1)
    for number in [0, 1] { #expect(MachinePair.frame(pair.run(number).touch(Self.base), of: UInt64(number)) == 0) }
    let victim = pair.guests[0]
    let before = victim.machine.counters.tlbMisses
    for forged in 1..<1024 as Range<UInt64> {
      let gva = Self.base ^ forged << 48
      #expect(pair.run(1).touch(gva) == .fault(PageFault(.nonCanonical, at: PageLevel(4))))
      pair.run(1).machine.invalidate(GVA(gva))
    }
    #expect(MachinePair.frame(pair.run(0).touch(Self.base), of: 0) == 0)
    #expect(victim.machine.counters.tlbMisses == before + (isTagged ? 0 : 1))
  }

  /// With tags a machine that drops everything it can drops nothing of another's.
  @Test(arguments: names) func invalidationsStayAtHome(_ name: TechniqueName) throws {
    let pair = try pair(name, isTagged: true, pages: 8)
    func touchAll(_ number: Int) -> UInt64 {
      let guest = pair.run(number)
      let before = guest.machine.counters.tlbMisses
      for page in 0..<8 as Range<UInt64> { guest.touch(Self.base + page << 12) }
      return guest.machine.counters.tlbMisses - before
    }
    for number in [0, 1] { #expect(touchAll(number) == 8) }
    pair.run(1).machine.flushAll()
    #expect(touchAll(1) == 8)
    pair.run(1).machine.flushSpace(ASID(0))
    #expect(touchAll(1) == 8)
    pair.run(1).machine.invalidate(GVA(Self.base))
    #expect(touchAll(1) >= 1)
    pair.run(1).load()
    #expect(touchAll(1) == 8)
    #expect(touchAll(0) == 0)
  }

  /// A tag that is given to another machine brings nothing along.
  @Test(arguments: names) func recycledTagsAreClean(_ name: TechniqueName) throws {
    let processor = MachineProcessor(isTagged: true)
    func live(_ number: UInt64, pages: UInt64) throws {
      let guest = try MachinePair.guest(name, number, on: processor)
      for page in 0..<pages { guest.set(guest.leaf(page, 0x167), for: Self.base + page << 12) }
      guest.set(guest.leaf(100), for: Self.base + 100 << 12)
      guest.load()
      guest.machine.takeTurn()
      guest.touch(Self.base + 100 << 12)
      for page in 0..<8 as Range<UInt64> {
        let outcome = guest.touch(Self.base + page << 12)
        if page < pages {
          #expect(MachinePair.frame(outcome, of: number) == page)
        } else {
          #expect(outcome == .fault(PageFault(.notPresent, at: .leaf)))
        }
      }
    }
    for (number, pages) in ([8, 4, 0, 6, 2] as [UInt64]).enumerated() { try live(UInt64(number), pages: pages) }
  }
}
