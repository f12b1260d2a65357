import MMUCore
import Testing
import Workload

/// Walks in one dimension are counted from where walk caches lead, under every technique whose hardware walks so.
@Suite struct OneDimensionalWalkCacheTests {
  private static let names: [TechniqueName] = [.native, .paravirtual, .writeProtect, .unsync]

  private func references(_ guest: TechniqueGuest, _ gva: UInt64) -> UInt64 {
    let before = guest.machine.counters.references
    guest.touch(gva)
    return guest.machine.counters.references - before
  }

  /// Pages of one leaf table, of its neighbour under one directory, and of another directory, all known to shadow tables and not
  /// to the TLB or the walk caches.
  private func guest(_ name: TechniqueName) throws -> (guest: TechniqueGuest, pages: [UInt64]) {
    let guest = try TechniqueGuest(name.make())
    let base = TechniqueGuest.base
    let pages = [base, base + 1 << 12, base + 1 << 21, base + 1 << 30, base + 1 << 39]
    for (number, page) in pages.enumerated() { guest.set(guest.leaf(UInt64(number)), for: page) }
    guest.load()
    for page in pages { guest.touch(page) }
    guest.machine.flushSpace(ASID(0))
    return (guest, pages)
  }

  @Test(arguments: names) func aWalkReadsWhatLiesBelowTheDeepestTableThatIsKnown(_ name: TechniqueName)
    throws
  {
    let (guest, pages) = try guest(name)
    #expect(pages.map { references(guest, $0) } == [4, 1, 2, 3, 4], "\(name)")
  }

  /// INVLPG forgets the way of every address of the space, and so does a flush.
  @Test(arguments: names) func invalidationsForgetTheWay(_ name: TechniqueName) throws {
    let (guest, pages) = try guest(name)
    guest.touch(pages[0])
    guest.machine.invalidate(GVA(pages[0]))
    #expect(references(guest, pages[1]) == 4, "\(name)")
    guest.machine.flushSpace(ASID(0))
    #expect(references(guest, pages[0]) == 4, "\(name)")
    #expect(references(guest, pages[1]) == 1, "\(name)")
  }
}
