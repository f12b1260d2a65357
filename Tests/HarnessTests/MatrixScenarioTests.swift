import MMUCore
import Testing

/// The hand-written scenarios of kvm-unit-tests' access.c, each a way in which a cache of translations has gone wrong:
/// several paths to one page, or one path under several controls.
@Suite struct MatrixScenarioTests {
  /// A table a level, P, W and U. PML4[0] → PDPT[0] → PD, whose entries the scenarios make.
  private static let (pdpt, pd, pt): (UInt64, UInt64, UInt64) = (0x2000, 0x3000, 0x4000)
  private static let all: UInt64 = 0b111
  private static let large: UInt64 = 1 << 7
  private static let noExecute: UInt64 = 1 << 63
  private static let (accessed, dirty): (UInt64, UInt64) = (1 << 5, 1 << 6)
  private static let page: UInt64 = 32 << 20
  private static let (first, second): (UInt64, UInt64) = (0, 2 << 20)

  private func scenario(_ controls: X86Controls) throws -> MatrixScenario {
    let scenario = try MatrixScenario(controls)
    scenario.set(MatrixScenario.root, 0, Self.pdpt | Self.all)
    scenario.set(Self.pdpt, 0, Self.pd | Self.all)
    return scenario
  }

  @Test func aliasesOfALargePageKeepTheirOwnRights() throws {
    var guest = try scenario(.writeProtect)
    guest.set(Self.pd, 0, Self.page | Self.large | 0b101)
    guest.set(Self.pd, 1, Self.page | Self.large | 0b111)
    #expect(guest.access(.load, .supervisor, Self.first) == .reaches(Self.page))
    #expect(guest.access(.load, .supervisor, Self.second) == .reaches(Self.page))
    #expect(guest.access(.store, .supervisor, Self.second) == .reaches(Self.page))
    #expect(guest.access(.store, .supervisor, Self.first) == .faults(0b11))
  }

  @Test func aReservedBitNextToAUsedEntryIsReported() throws {
    var guest = try scenario(.writeProtect)
    guest.set(Self.pd, 0, Self.pt | Self.all)
    guest.set(Self.pt, 0, Self.page | Self.all)
    guest.set(Self.pt, 1, Self.page | Self.all | Self.noExecute)
    #expect(guest.access(.load, .supervisor, 0) == .reaches(Self.page))
    #expect(guest.access(.load, .supervisor, 0x1000) == .faults(0b1001))
  }

  @Test func dirtyIsKeptForEachAliasWithoutWP() throws {
    var guest = try scenario(.none)
    guest.set(Self.pd, 0, Self.page | Self.large | 0b101)
    guest.set(Self.pd, 1, Self.page | Self.large | 0b101)
    #expect(guest.access(.load, .supervisor, Self.first) == .reaches(Self.page))
    #expect(guest.access(.store, .supervisor, Self.second) == .reaches(Self.page))
    #expect(guest.entry(Self.pd, 0) == Self.page | Self.large | 0b101 | Self.accessed)
    #expect(guest.entry(Self.pd, 1) == Self.page | Self.large | 0b101 | Self.accessed | Self.dirty)
    #expect(guest.access(.store, .supervisor, Self.first) == .reaches(Self.page))
    #expect(guest.entry(Self.pd, 0) == Self.page | Self.large | 0b101 | Self.accessed | Self.dirty)
  }

  /// With CR0.WP = 0, as it was meant: the store succeeds, and a shadow that now grants supervisors everything must still
  /// not let them fetch.
  @Test func aStoreWithoutWPDoesNotUndoSMEP() throws {
    var guest = try scenario(.smep | .noExecute)
    guest.set(Self.pd, 0, Self.pt | Self.all)
    guest.set(Self.pt, 0, Self.page | 0b101)
    #expect(guest.access(.store, .supervisor, 0) == .reaches(Self.page))
    #expect(guest.access(.fetch, .supervisor, 0) == .faults(0b1_0001))
    #expect(guest.access(.fetch, .user, 0) == .reaches(Self.page))
    #expect(guest.access(.store, .user, 0) == .faults(0b111))
    guest.control(.smep | .noExecute | .writeProtect)
    #expect(guest.access(.store, .supervisor, 0) == .faults(0b11))
  }

  @Test func togglingWPLeavesNoStaleRights() throws {
    for isProtectedFirst in [false, true] {
      var guest = try scenario(.none)
      guest.set(Self.pd, 0, Self.pt | Self.all)
      guest.set(Self.pt, 0, Self.page | 0b101)
      for round in 0..<4 {
        let isProtected = (round % 2 == 0) == isProtectedFirst
        // EFER.NXE changes with every second switch, as where a shadow is to be built anew.
        guest.control((isProtected ? .writeProtect : .none) | (round & 2 == 0 ? .none : .noExecute))
        let expected = isProtected ? MatrixScenario.Outcome.faults(0b11) : .reaches(Self.page)
        #expect(guest.access(.load, .supervisor, 0) == .reaches(Self.page))
        #expect(guest.access(.store, .supervisor, 0) == expected)
        #expect(guest.access(.store, .user, 0) == .faults(0b111))
      }
    }
  }

  /// Two page-directory pointers, one of which grants less, share a page directory (CVE-2021-38198).
  @Test func aSharedDirectoryGrantsWhatEachPathDoes() throws {
    var guest = try scenario(.writeProtect)
    let gib: UInt64 = 1 << 30
    guest.set(Self.pdpt, 1, Self.pd | 0b001)
    guest.set(Self.pd, 0, Self.pt | Self.all)
    guest.set(Self.pt, 0, Self.page | Self.all)
    guest.set(Self.pt, 1, (Self.page + 0x1000) | Self.all)
    // Either order: the path that grants less must not take from the other, nor gain from it.
    #expect(guest.access(.load, .user, 0) == .reaches(Self.page))
    #expect(guest.access(.load, .user, gib) == .faults(0b101))
    #expect(guest.access(.store, .supervisor, gib) == .faults(0b11))
    #expect(guest.access(.store, .supervisor, gib + 0x1000) == .faults(0b11))
    #expect(guest.access(.store, .user, 0x1000) == .reaches(Self.page + 0x1000))
    #expect(guest.access(.store, .user, 0) == .reaches(Self.page))
    #expect(guest.access(.load, .supervisor, gib) == .reaches(Self.page))
    guest.invalidate(0)
    #expect(guest.access(.store, .supervisor, gib) == .faults(0b11))
  }
}
