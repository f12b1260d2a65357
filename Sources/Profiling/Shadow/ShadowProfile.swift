import MMUCore

/// The exits of a profile's guest under shadow paging, as it is kept in a file.
public struct ShadowProfile: Equatable, Sendable, Codable {
  /// How the shadow tables are kept in step.
  public var policy: ShadowPolicyName
  /// How many neighbours a page fault maps along.
  public var prefetch: Int
  /// Every exit from the guest.
  public var exits: UInt64
  /// Exits in a thousand accesses.
  public var exitsPerThousand: Double
  /// Counts by name, KVM's where KVM counts the same; see ``lines``.
  public var counts: [String: UInt64]

  /// What a guest's profiler has counted over some accesses.
  public init(_ profiler: ShadowProfiler, accesses: UInt64) {
    policy = profiler.policy
    prefetch = profiler.prefetchCount
    exits = profiler.counters.exits
    exitsPerThousand = accesses == 0 ? 0 : 1000 * Double(exits) / Double(accesses)
    counts = [:]
    for line in Self.lines { counts[line.name] = profiler.counters[keyPath: line.count] }
  }

  /// One count.
  public struct Line {
    /// Its name.
    public let name: String
    /// What it counts, for a person.
    public let meaning: String
    let count: KeyPath<ShadowCounters, UInt64>
  }

  /// Every count, in the order in which a person reads them: first the exits, then what became of them, then the tables.
  public static var lines: [Line] {
    [
      Line(name: "pf_taken", meaning: "exits for page faults", count: \.faultsTaken),
      Line(name: "invlpg", meaning: "exits for INVLPG", count: \.pageInvalidations),
      Line(name: "cr3_load", meaning: "exits for loads of CR3", count: \.rootLoads),
      Line(name: "space_flush", meaning: "exits for INVPCID and the like", count: \.spaceFlushes),
      Line(name: "mode_change", meaning: "exits for CR0, CR4 and EFER", count: \.modeChanges),
      Line(name: "pf_guest", meaning: "page faults that were the guest's own", count: \.guestFaults),
      Line(name: "pf_fixed", meaning: "page faults that made a shadow entry", count: \.faultsFixed),
      Line(name: "pf_emulate", meaning: "page faults of stores to be emulated", count: \.faultsEmulated),
      Line(name: "pf_spurious", meaning: "page faults that changed nothing", count: \.faultsSpurious),
      Line(name: "mmu_pte_write", meaning: "emulated stores to tables", count: \.tableWrites),
      Line(name: "mmu_unsync", meaning: "tables that went out of sync", count: \.unsynced),
      Line(name: "mmu_resync", meaning: "tables brought back in sync", count: \.resyncs),
      Line(name: "mmu_prefetch", meaning: "entries mapped ahead", count: \.prefetched),
      Line(name: "mmu_cache_miss", meaning: "shadow pages made", count: \.pageMisses),
      Line(name: "mmu_shadow_zapped", meaning: "shadow pages given up", count: \.pagesZapped),
      Line(name: "mmu_flooded", meaning: "of these, written too often", count: \.flooded),
      Line(name: "mmu_recycled", meaning: "of these, to make room", count: \.recycled),
      Line(name: "tlb_flush", meaning: "flushes of TLBs", count: \.flushRequests),
    ]
  }
}
