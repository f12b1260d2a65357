import MMUCore
import Testing
import Workload

/// How often a guest leaves its processor for frames that came and went: once, whatever its technique, as hardware would; the monitor
/// of a TLB that software fills finds out at the miss, and the refill is as any other.
@Suite struct FrameExitTests {
  private static let base = TechniqueGuest.base

  /// A miss that the guest's own kernel refills, or one exit.
  private static func exits(ofRefill technique: MachineTechnique) -> UInt64 {
    switch technique {
    case .native: 0
    case .softwareTLB, .softwareTLBWithout: 3
    default: 1
    }
  }

  @Test(arguments: MachineTechnique.allCases) func aFrameComesBackByOneExit(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    let guest = guests.guests[0]
    guest.touch(Self.base)
    for presses in 1...2 {
      for _ in 0..<presses { guests.host.press(guests.frame(0), of: 0) }
      #expect(guest.exits { guest.touch(Self.base) } == Self.exits(ofRefill: technique), "pressed \(presses) times")
      #expect(guest.exits { guest.touch(Self.base) } == 0)
    }
    let counters = guests.map(0).counters
    #expect(counters.rested == 2 && counters.roused == 1 && counters.pagedOut == 1 && counters.pagedIn == 1)
  }

  @Test(arguments: MachineTechnique.allCases) func aSharedFrameIsCopiedByOneExit(_ technique: MachineTechnique) throws {
    let guests = try HostedGuests(technique)
    for number in [0, 1] { guests.guests[number].touch(Self.base, .load) }
    for _ in 0..<2 { guests.host.mergeEqualFrames() }
    let guest = guests.guests[0]
    guest.machine.takeTurn()
    // A para-virtual guest's own entry lost the right to store, and is there.
    let refill = technique == .paravirtual ? 0 : Self.exits(ofRefill: technique)
    #expect(guest.exits { guest.touch(Self.base, .load) } == refill)
    #expect(guest.exits { guest.touch(Self.base, .load) } == 0)
    // What a store to a page that is mapped for loads costs, software's TLB included.
    #expect(guest.exits { guest.touch(Self.base, .store) } == (technique == .native ? 0 : 1))
    #expect(guest.exits { guest.touch(Self.base, .store) } == 0)
    #expect(guests.map(0).counters.copied == 1 && guests.map(1).counters.copied == 0)
  }

  /// A working set that fits is left alone; one frame too many, taken in turn, finds nothing, since the clock is no wiser than
  /// LRU.
  @Test func theClockKeepsWhatFits() throws {
    for (pages, isFitting) in [(6, true), (8, false)] as [(UInt64, Bool)] {
      let guests = try HostedGuests(.nested, frameCount: 8)
      for _ in 0..<50 { for page in 0..<pages { guests.guests[0].touch(Self.base + page << 12) } }
      let counters = guests.map(0).counters
      #expect(isFitting ? counters.pagedOut == 0 : counters.pagedIn > 100, "\(pages) pages: \(counters)")
      #expect(counters.populated == pages)
    }
  }
}
