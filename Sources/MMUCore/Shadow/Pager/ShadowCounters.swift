/// What a shadow pager counted. Where KVM counts the same, the name in its statistics is given.
public struct ShadowCounters: Equatable, Sendable, BitwiseCopyable {
  // MARK: Exits, by cause

  /// Page faults that left the guest, of every kind (`pf_taken`).
  public var faultsTaken: UInt64 = 0
  /// Those of them that were stores to a write-protected table, and were emulated (`mmu_pte_write`).
  public var tableWrites: UInt64 = 0
  /// INVLPG, SFENCE.VMA of one page (`invlpg`).
  public var pageInvalidations: UInt64 = 0
  /// Loads of a root: MOV to CR3, writes of satp.
  public var rootLoads: UInt64 = 0
  /// Flushes of an address space or of all: INVPCID, SFENCE.VMA, toggles of CR4.PGE.
  public var spaceFlushes: UInt64 = 0
  /// Changes of mode: MOV to CR0 and CR4, of EFER.
  public var modeChanges: UInt64 = 0

  // MARK: What became of the page faults

  /// A shadow entry was made or widened (`pf_fixed`).
  public var faultsFixed: UInt64 = 0
  /// The guest got its fault (`pf_guest`).
  public var guestFaults: UInt64 = 0
  /// The store had to be emulated (`pf_emulate`).
  public var faultsEmulated: UInt64 = 0
  /// The entry was as it should be already (`pf_spurious`).
  public var faultsSpurious: UInt64 = 0
  /// A device answered by its shadow entry, without a walk.
  public var deviceHits: UInt64 = 0
  /// A shadow entry for a device was made (`pf_mmio_spte_created`).
  public var deviceEntries: UInt64 = 0
  /// No shadow entry could say what the guest's says, or its table could not be watched: the access was emulated.
  public var unmappable: UInt64 = 0
  /// The guest's tables changed between the walk and its use.
  public var retries: UInt64 = 0

  // MARK: Shadow pages

  /// A page was looked for and not there (`mmu_cache_miss`).
  public var pageMisses: UInt64 = 0
  /// A page was looked for and there.
  public var pageHits: UInt64 = 0
  /// Pages given up, for whatever reason (`mmu_shadow_zapped`).
  public var pagesZapped: UInt64 = 0
  /// Links to tables dropped by a trapped write (`mmu_pde_zapped`).
  public var linksDropped: UInt64 = 0
  /// Pages given up because their frame is written as no table is (`mmu_flooded`).
  public var flooded: UInt64 = 0
  /// Pages given up to make room (`mmu_recycled`).
  public var recycled: UInt64 = 0
  /// Loads of a root that a processor still had.
  public var cachedRootLoads: UInt64 = 0

  // MARK: Synchronization

  /// Tables that went out of sync (`mmu_unsync`).
  public var unsynced: UInt64 = 0
  /// Tables brought back.
  public var resyncs: UInt64 = 0
  /// Entries of them that were looked at again.
  public var resyncedEntries: UInt64 = 0
  /// Entries mapped before they were asked for.
  public var prefetched: UInt64 = 0
  /// Flushes of TLBs that the caller was asked for (`tlb_flush`).
  public var flushRequests: UInt64 = 0

  // MARK: Memory

  /// Pages of the host's 2 MiB mapped (`pages_2m`).
  public var pages2M: UInt64 = 0
  /// Pages of the host's 1 GiB mapped (`pages_1g`).
  public var pages1G: UInt64 = 0

  /// All zero.
  public init() {}

  /// Every exit from the guest. A trapped store to a table is a page fault, and counts once.
  public var exits: UInt64 {
    faultsTaken &+ pageInvalidations &+ rootLoads &+ spaceFlushes &+ modeChanges
  }

  /// Counts everything since `before` as one change of mode: one instruction is one exit, whatever it makes the pager do.
  mutating func countModeChange(since before: ShadowCounters) {
    modeChanges = before.modeChanges &+ 1
    rootLoads = before.rootLoads
    spaceFlushes = before.spaceFlushes
  }
}
