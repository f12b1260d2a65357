import MMUCore
import Testing
import Workload

/// What a para-virtual monitor reads of tables that it checks: every entry of a table when its first use begins, and again when its last
/// one ends; nothing in between.
@Suite struct ParavirtualValidationTests {
  private static let base = TechniqueGuest.base
  /// The root, and two tables of the kernel's map.
  private static let kernelTables: UInt64 = 3

  private static func guest() throws -> TechniqueGuest { try TechniqueGuest(TechniqueName.paravirtual.make()) }

  /// What a body adds to the monitor's references, and those that find nothing.
  private static func references(
    _ guest: TechniqueGuest, _ body: () throws -> Void
  ) rethrows -> (all: UInt64, absent: UInt64) {
    let before = guest.machine.counters
    try body()
    let after = guest.machine.counters
    return (after.monitorReferences - before.monitorReferences, after.absentReferences - before.absentReferences)
  }

  @Test(arguments: [0, 1, 100, 512] as [UInt64]) func pinningReadsEveryTableOnce(_ pages: UInt64) throws {
    let guest = try Self.guest()
    for page in 0..<pages { guest.set(guest.leaf(page), for: Self.base + page << 12) }
    let tables = Self.kernelTables + (pages == 0 ? 0 : 3)
    let pinned = Self.references(guest) { #expect(guest.machine.willUse(root: GPA(0))) }
    #expect(pinned.all == 512 * tables)
    // 8 pages of 2 MiB map the tables for the kernel; every table but the root is led to by one entry.
    #expect(pinned.absent == 512 * tables - (tables - 1) - 8 - pages)
    let loaded = Self.references(guest) { guest.load() }
    #expect(loaded.all == 0, "what is pinned is checked already")
  }

  /// A second root that shares the kernel's tables: only its own are new.
  @Test func sharedTablesAreReadOnce() throws {
    let guest = try Self.guest()
    _ = guest.machine.willUse(root: GPA(0))
    let other = guest.newTable()
    guest.write(guest.entry(at: 256 * 8), at: other + 256 * 8)
    guest.set(guest.leaf(1), for: Self.base, in: other)
    let pinned = Self.references(guest) { #expect(guest.machine.willUse(root: GPA(other))) }
    #expect(pinned.all == 512 * 4)
    let released = Self.references(guest) { guest.machine.willRelease(root: GPA(other)) }
    #expect(released.all == 512 * 4 && released.absent == pinned.absent)
  }

  /// An update is one reference; if it leads to a table that nothing led to before, 512 more, and as many when it leads there no more.
  @Test func anUpdateThatLinksATableReadsIt() throws {
    let guest = try Self.guest()
    guest.set(guest.leaf(0), for: Self.base)
    guest.load()
    let changed = Self.references(guest) { guest.store(guest.leaf(1), at: guest.place(Self.base)) }
    #expect(changed == (1, 0))
    let table = guest.newTable()
    for number in 0..<7 as Range<UInt64> { guest.store(guest.leaf(10 + number), at: table + number * 8) }
    let link = guest.place(Self.base, level: 2) + 8
    let linked = Self.references(guest) { guest.store(table | 0x67, at: link) }
    #expect(linked == (513, 505))
    let unlinked = Self.references(guest) { guest.store(0, at: link) }
    #expect(unlinked == (513, 505))
  }

  /// A batch reads no less: it saves calls.
  @Test func aBatchReadsAsMuch() throws {
    let guest = try Self.guest()
    guest.set(guest.leaf(0), for: Self.base)
    guest.load()
    let exits = guest.machine.counters.exits[.hypercall]
    let batch = Self.references(guest) {
      guest.machine.beginUpdates()
      for page in 0..<500 as Range<UInt64> { guest.store(guest.leaf(page), at: guest.place(Self.base + page << 12)) }
      guest.machine.endUpdates()
    }
    #expect(batch == (500, 0) && guest.machine.counters.exits[.hypercall] == exits + 1)
  }

  /// A tree that is refused is read up to the entry that may not be, and given up again; the books are as before.
  @Test func aRefusedTreeIsGivenUp() throws {
    let guest = try Self.guest()
    _ = guest.machine.willUse(root: GPA(0))
    let other = guest.newTable()
    guest.set(guest.leaf(0), for: Self.base, in: other)
    // Its third page is a table, mapped for stores.
    let place = guest.place(Self.base + 2 << 12, in: other)
    guest.write(2 << 12 | 0x67, at: place)
    let refused = Self.references(guest) { #expect(!guest.machine.willUse(root: GPA(other))) }
    // Up to the entry that may not be, and those before it again: in the tables of level 1 to 4, where entries 2, 0, 1 and 0 lead on.
    #expect(refused.all == (3 + 2) + 1 + (2 + 1) + 1)
    guest.write(guest.leaf(2), at: place)
    #expect(guest.machine.willUse(root: GPA(other)))
  }
}
