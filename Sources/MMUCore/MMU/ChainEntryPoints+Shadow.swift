// Shadow paging's operations in loops of their own, for each policy, and for each other guest under one.

/// A guest of 4-level tables under shadow paging.
public typealias ShadowLong4<Policy: SyncPolicy> = ShadowMMU<X86Long4, X86Shadow4, Policy>

extension ChainEntryPoints {
  /// Runs a loop over 4-level tables with ``WriteProtectSync``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowLong4<WriteProtectSync>, count: Int) -> UInt64? {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over 4-level tables with ``UnsyncPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowLong4<UnsyncPolicy>, count: Int) -> UInt64? {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over 4-level tables with ``SnapshotSync``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowLong4<SnapshotSync>, count: Int) -> UInt64? {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over 4-level tables with ``VTLBPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowLong4<VTLBPolicy>, count: Int) -> UInt64? {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over X86Long5 with ``UnsyncPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowMMU<X86Long5, X86Shadow5, UnsyncPolicy>, count: Int)
    -> UInt64?
  {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over X86PAE with ``UnsyncPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowMMU<X86PAE, X86Shadow4, UnsyncPolicy>, count: Int)
    -> UInt64?
  {
    mmu.run(loop, count: count)
  }

  /// Runs a loop over X86Legacy32 with ``UnsyncPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(_ loop: ShadowLoop, on mmu: inout ShadowMMU<X86Legacy32, X86Shadow4, UnsyncPolicy>, count: Int)
    -> UInt64?
  {
    mmu.runAny(loop, count: count)
  }

  /// Runs a loop over RISCVSv39 with ``UnsyncPolicy``; `nil` if something came out otherwise than it should.
  @inline(never)
  public static func run(
    _ loop: ShadowLoop, on mmu: inout ShadowMMU<RISCVSv39, RISCVShadow39, UnsyncPolicy>, count: Int
  ) -> UInt64? {
    mmu.runAny(loop, count: count)
  }

  /// Makes as many shadow pages as can be found, for guest frames from 0 on; whether there was room.
  public static func fillPages(_ mmu: inout ShadowLong4<UnsyncPolicy>, count: Int) -> Bool {
    mmu.pager.fillPages(count, mmu.processors[0].shadow.mode)
  }

  /// Maps a frame as often as asked, in a random order; whether there was room.
  public static func fillAliases(_ mmu: inout ShadowLong4<UnsyncPolicy>, of gfn: GFN, count: Int) -> Bool {
    mmu.pager.fillAliases(of: gfn, count: count, mmu.processors[0].shadow.mode)
  }
}
