import MMUCore
import Profiling
import Testing

@Suite struct ShadowProfilerTests {
  private func counters(_ policy: ShadowPolicyName, pages: UInt64, prefetch: Int = 0) throws -> ShadowCounters {
    let profiler = try ShadowProfiler(policy, prefetchCount: prefetch, pageSize: .kib4)
    let accesses = (0..<pages).map { MemoryAccess(.store, GVA(0x4000_0000 + $0 << 12), byteCount: 8) }
    // What was touched once costs nothing more.
    for _ in 0..<2 { try accesses.withUnsafeBufferPointer { try profiler.run($0) } }
    return profiler.counters
  }

  /// What one page more costs within a leaf table in use: the guest's fault, its store if it traps, the shadow's fault.
  @Test(
    arguments: [(ShadowPolicyName.writeProtect, 3), (.unsync, 2), (.snapshot, 2), (.vtlb, 2)]
      as [(ShadowPolicyName, UInt64)])
  func costsWhatTheTableOfExitsSays(_ policy: ShadowPolicyName, _ exits: UInt64) throws {
    let (few, many) = (try counters(policy, pages: 300), try counters(policy, pages: 400))
    #expect(many.exits - few.exits == 100 * exits)
    #expect(few.guestFaults == 300 && many.guestFaults == 400)
  }

  @Test(arguments: ShadowPolicyName.allCases) func repeatsItself(_ policy: ShadowPolicyName) throws {
    for prefetch in [0, 8, 32] {
      let counters = try counters(policy, pages: 1000, prefetch: prefetch)
      #expect(try self.counters(policy, pages: 1000, prefetch: prefetch) == counters)
    }
  }

  @Test(arguments: [PageSize.kib4, .mib2, .gib1]) func takesEveryPageSize(_ size: PageSize) throws {
    let profiler = try ShadowProfiler(.unsync, prefetchCount: 0, pageSize: size)
    let accesses = (0..<16 as Range<UInt64>).map { MemoryAccess(.load, GVA($0 << UInt64(size.shift)), byteCount: 8) }
    try accesses.withUnsafeBufferPointer { try profiler.run($0) }
    #expect(profiler.counters.guestFaults == 16)
    #expect(profiler.counters.unmappable == 0 && profiler.counters.faultsFixed >= 16)
  }

  @Test func saysThatMemoryIsOut() throws {
    let profiler = try ShadowProfiler(.unsync, prefetchCount: 0, pageSize: .gib1)
    let accesses = (0..<17 as Range<UInt64>).map { MemoryAccess(.load, GVA($0 << 30), byteCount: 8) }
    #expect(throws: ShadowProfilerError.outOfGuestMemory(byteCount: 16 << 30)) {
      try accesses.withUnsafeBufferPointer { try profiler.run($0) }
    }
  }
}
