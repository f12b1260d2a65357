import MMUCore
import Testing
import Workload

/// A page that the TLB has, and that is walked again to become dirty, takes its own entry and no other's.
@Suite struct TLBRefillTests {
  /// As many pages as a set of the second level has ways, all of them of one set.
  private static let pages = (0..<12).map { TechniqueGuest.base + UInt64($0) * 128 << 12 }

  @Test(arguments: [TechniqueName.native, .nested]) func theFirstStoreTakesNoOtherEntry(_ name: TechniqueName) throws {
    let guest = try TechniqueGuest(name.make())
    for (number, gva) in Self.pages.enumerated() { guest.set(guest.leaf(UInt64(number), 0x27), for: gva) }
    guest.load()
    let last = try #require(Self.pages.last)
    #expect(misses(guest) { for gva in Self.pages { guest.touch(gva, .load) } } == 12)
    #expect(misses(guest) { guest.touch(last, .store) } == 1)
    #expect(misses(guest) { guest.touch(last, .store) } == 0)
    #expect(misses(guest) { for gva in Self.pages { guest.touch(gva, .load) } } == 0)
  }

  private func misses(_ guest: TechniqueGuest, _ body: () -> Void) -> UInt64 {
    let before = guest.machine.counters.tlbMisses
    body()
    return guest.machine.counters.tlbMisses - before
  }
}
