import MMUCore
import Testing

/// Switches and invalidations in a trace.
@Suite struct TLBEventTests {
  private static let low = GVA(0x1000)
  private static let high = GVA(0xFFFF_8000_0000_1000)

  private func hierarchy(_ tagging: TLBTagging) throws -> OwnedHierarchy {
    var shape = TLBHierarchyShape(tagging: tagging)
    shape.add(TLBArrayShape(level: 1, .both, PageSizeSet(.kib4), TLBGeometry(sets: 4, ways: 4)))
    shape.add(TLBArrayShape(level: 2, .both, PageSizeSet(.kib4), TLBGeometry(sets: 4, ways: 8)))
    return try OwnedHierarchy(shape)
  }

  /// The walks of a program that touches a page of each half of the address space between events.
  private func walks(_ tagging: TLBTagging, _ events: [MemoryAccess.Event]) throws -> UInt64 {
    var owned = try hierarchy(tagging)
    let touches = [Self.low, Self.high].map { MemoryAccess(.load, $0) }
    owned.run(touches + events.flatMap { [MemoryAccess($0)] + touches })
    let counters = owned.hierarchy.counters
    #expect(counters.events == UInt64(events.count) && counters.accesses.total == UInt64(2 + 2 * events.count))
    return counters.walks
  }

  /// Two walks at first; of each switch, how many the tags do not spare.
  @Test func tagsSpareWhatASwitchWouldDrop() throws {
    let spaces = [1, 0, 1, 0].map { MemoryAccess.Event.switchSpace(ASID($0)) }
    #expect(try walks(.none, spaces) == 10)
    #expect(try walks(.globalUpperHalf, spaces) == 6)
    #expect(try walks(.asids, spaces) == 4)
    #expect(try walks(.asids | .globalUpperHalf, spaces) == 3)
    let machines = [1, 0, 1, 0].map { MemoryAccess.Event.switchMachine($0) }
    #expect(try walks(.globalUpperHalf, machines) == 10)
    #expect(try walks(.vpids, machines) == 4)
    #expect(try walks(.vpids | .globalUpperHalf, machines) == 4, "what is global is so in its machine")
  }

  @Test func flushesDropWhatTheyName() throws {
    for tagging in [TLBTagging.asids | .globalUpperHalf, .asids | .globalUpperHalf | .vpids, .globalUpperHalf] {
      #expect(try walks(tagging, [.invalidate(Self.low)]) == 3)
      #expect(try walks(tagging, [.invalidate(Self.high)]) == 3)
      #expect(try walks(tagging, [.invalidate(GVA(0x2000))]) == 2)
      #expect(try walks(tagging, [.flushSpace(ASID(0))]) == 3)
      #expect(try walks(tagging, [.flushSpace(ASID(1))]) == 2)
      #expect(try walks(tagging, [.flushNonGlobal]) == 3)
      #expect(try walks(tagging, [.flushAll]) == 4)
    }
  }

  /// Another machine's entries stay when one is flushed.
  @Test func aFlushIsTheMachinesOwn() throws {
    let there: [MemoryAccess.Event] = [.switchMachine(1), .flushNonGlobal, .switchMachine(0)]
    #expect(try walks(.vpids, there) == 6)
    #expect(try walks(.vpids, [.switchMachine(1), .flushSpace(ASID(0)), .switchMachine(0)]) == 6)
    #expect(try walks(.vpids, [.switchMachine(1), .flushAll, .switchMachine(0)]) == 8)
  }

  @Test func aSpaceIsOnesOwnInEachMachine() throws {
    let tagging: TLBTagging = .asids | .vpids
    #expect(try walks(tagging, [.switchSpace(ASID(7)), .switchMachine(1), .switchMachine(0)]) == 6)
    #expect(try walks(.asids, [.switchSpace(ASID(7)), .switchMachine(1), .switchMachine(0)]) == 8)
  }

  /// Codes without a meaning do nothing and are no accesses.
  @Test func eventsAmongAccessesOfTheFastLoopAreNotCountedAsAccesses() throws {
    var shape = TLBHierarchyShape(
      instruction: TLBGeometry(sets: 1, ways: 2), data: TLBGeometry(sets: 1, ways: 2), second: nil, pageSize: .kib4)
    shape.tagging = .asids
    var owned = try OwnedHierarchy(shape)
    let store = MemoryAccess(.store, Self.low)
    owned.run([store, store, MemoryAccess(.switchSpace(ASID(3))), store, MemoryAccess(.flushAll), store, store])
    #expect(owned.hierarchy.counters.accesses == KindCounts(loads: 0, stores: 5, fetches: 0))
    #expect(owned.hierarchy.counters.level1Misses.stores == 3 && owned.hierarchy.counters.events == 2)
    #expect(owned.hierarchy.counters(ofArray: 0) == TLBArrayCounters(lookups: 5, hits: 2, evictions: 0))
  }
}
