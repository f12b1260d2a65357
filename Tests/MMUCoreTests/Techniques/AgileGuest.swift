import MMUCore
import Testing
import Workload

/// A guest under agile paging, with what a test must reach of the technique.
struct AgileGuest {
  let guest: TechniqueGuest
  let agile: TechniqueMachine<AgilePaging<X86Long4, EPT>>

  /// Without caches of walks, unless `change` says otherwise.
  init(
    _ options: AgileOptions = .shadowOnly, rootCache: Int = 0, _ change: (inout MachineShape) -> Void = { _ in }
  ) throws {
    var shape = MachineShape()
    shape.tableFrames = 1 << 10
    shape.dataFrames = 1 << 14
    shape.walkCaches = (0, 0, 0)
    shape.nestedTLB = 0
    change(&shape)
    let made = try #require(MachineFactory.agile(shape, options: options, rootCache: rootCache))
    agile = try #require(made.machine as? TechniqueMachine<AgilePaging<X86Long4, EPT>>)
    guest = try TechniqueGuest(made)
  }

  /// The entries that a walk of an address reads, once everything that it needs is there.
  func references(_ gva: UInt64, _ kind: AccessKind = .store) -> UInt64 {
    for _ in 0..<2 {
      agile.technique.tlb.flushAll()
      guest.touch(gva, kind)
    }
    agile.technique.tlb.flushAll()
    let before = agile.counters
    guest.touch(gva, kind)
    let after = agile.counters
    #expect(after.walks - before.walks == 1)
    #expect(after.exits == before.exits)
    return after.references + after.hostReferences - before.references - before.hostReferences
  }

  /// Sets the levels that are nested in a range.
  func setSwitchLevel(_ level: UInt8, for range: Range<GVA> = GVA(0)..<GVA(~0)) {
    let hasRoom = agile.technique.setSwitchLevel(level, for: range)
    #expect(hasRoom)
  }

  /// The exits of a body, by cause.
  func exits(_ body: () -> Void) -> ExitCounts {
    let before = agile.counters.exits
    body()
    return agile.counters.exits.since(before)
  }
}

extension ExitCounts {
  fileprivate func since(_ before: ExitCounts) -> ExitCounts {
    var counts = ExitCounts()
    for raw in 0..<(13 as UInt8) {
      guard let cause = ExitCause(rawValue: raw) else { continue }
      counts[cause] = self[cause] - before[cause]
    }
    return counts
  }
}
