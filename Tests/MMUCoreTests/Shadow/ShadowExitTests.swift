import MMUCore
import Testing
import Workload

/// How often each operation of an operating system leaves the guest: the table of docs/SHADOW.md, exactly.
///
/// The guest writes its tables by stores through a direct map that is in its TLB's reach already.
@Suite struct ShadowExitTests {
  static let base: UInt64 = 0x4000_0000
  static let counts: [UInt64] = [1, 2, 3, 7, 8, 64, 500]

  /// The first and the last page of a region are in use, so its leaf table is shadowed; the direct map is warm.
  private func guest<P: SyncPolicy>(
    _ policy: P.Type, prefills: Bool = false
  ) throws -> ShadowGuest<X86Shadow4, P> {
    let guest = try ShadowGuest(
      X86Shadow4.self, policy, frames: 4096, snapshots: 16, options: ShadowOptions(prefillsOnWrite: prefills))
    guest.set(600 << 12 | 0x67, for: Self.base + 511 << 12)
    try guest.start()
    try guest.touch(Self.base + 511 << 12, .userStore)
    return guest
  }

  private func exits<P>(_ guest: ShadowGuest<X86Shadow4, P>, _ body: () throws -> Void) rethrows -> UInt64 {
    let before = guest.mmu.pager.counters.exits
    try body()
    return guest.mmu.pager.counters.exits - before
  }

  private func touched(_ frame: UInt64) -> UInt64 { frame << 12 | 0x67 }

  // MARK: Faults

  @Test(arguments: counts) func demandFaults(_ count: UInt64) throws {
    func run<P: SyncPolicy>(_ policy: P.Type, prefills: Bool) throws -> UInt64 {
      let guest = try guest(policy, prefills: prefills)
      let spent = try exits(guest) {
        for page in 0..<count {
          let gva = Self.base + page << 12
          let fault = try guest.touch(gva, .userStore)
          #expect(fault == .fault(PageFault(.notPresent, at: .leaf)))
          try guest.write(touched(700 + page), at: guest.place(gva))
          try guest.touch(gva, .userStore)
        }
      }
      #expect(guest.mmu.pager.counters.guestFaults == count)
      try guest.audit()
      return spent
    }
    // The guest's own fault exits: f = 1.
    #expect(try run(WriteProtectSync.self, prefills: false) == count * 3)
    #expect(try run(WriteProtectSync.self, prefills: true) == count * 2)
    #expect(try run(UnsyncPolicy.self, prefills: false) == count * 2 + 1)
    #expect(try run(SnapshotSync.self, prefills: false) == count * 2 + 1)
    #expect(try run(VTLBPolicy.self, prefills: false) == count * 2)
  }

  @Test(arguments: counts) func firstTouches(_ count: UInt64) throws {
    func run<P: SyncPolicy>(_ policy: P.Type) throws {
      let guest = try ShadowGuest(X86Shadow4.self, policy, frames: 4096)
      for page in 0..<512 as Range<UInt64> { guest.set((1024 + page) << 12 | 7, for: Self.base + page << 12) }
      try guest.start()
      try guest.touch(Self.base + 511 << 12)
      #expect(try exits(guest) { for page in 0..<count { try guest.touch(Self.base + page << 12) } } == count)
      // The first write after a read: once more.
      #expect(
        try exits(guest) { for page in 0..<count { try guest.touch(Self.base + page << 12, .userStore) } } == count)
      #expect(try exits(guest) { for page in 0..<count { try guest.touch(Self.base + page << 12, .userStore) } } == 0)
      try guest.audit()
    }
    for policy in ShadowScenario.policies { try run(policy) }
  }

  // MARK: Writes to tables

  @Test(arguments: counts) func writesToATableThatIsNotInUse(_ count: UInt64) throws {
    func run<P: SyncPolicy>(_ policy: P.Type) throws {
      let guest = try guest(policy)
      let table = guest.newFrame() << 12
      _ = try guest.access(guest.mode.directMap + table, .kernelStore)
      #expect(try exits(guest) { for entry in 0..<count { try guest.write(touched(700), at: table + entry * 8) } } == 0)
      try guest.audit()
    }
    for policy in ShadowScenario.policies { try run(policy) }
  }

  @Test(arguments: counts) func changesOfALiveLeafTable(_ count: UInt64) throws {
    func run<P: SyncPolicy>(_ policy: P.Type) throws -> [UInt64] {
      let guest = try ShadowGuest(X86Shadow4.self, policy, frames: 4096)
      for page in 0..<512 as Range<UInt64> { guest.set(touched(1024 + page), for: Self.base + page << 12) }
      try guest.start()
      for page in 0..<512 as Range<UInt64> { try guest.touch(Self.base + page << 12, .userStore) }
      return try (0..<3 as Range<UInt64>).map { epoch in
        let spent = try exits(guest) {
          for page in 0..<count {
            try guest.write(touched(1600 + epoch * 512 + page), at: guest.place(Self.base + page << 12))
          }
          try guest.loadCR3(guest.root)
        }
        if P.keepsSnapshots { #expect(guest.mmu.pager.counters.resyncedEntries == (epoch + 1) * count) }
        for page in 0..<512 as Range<UInt64> { try guest.touch(Self.base + page << 12) }
        try guest.audit()
        return spent
      }
    }
    let (perEntry, once) = (count + 1, 1 + 1 as UInt64)
    #expect(try run(WriteProtectSync.self) == [perEntry, perEntry, perEntry])
    #expect(try run(UnsyncPolicy.self) == [once, once, once])
    #expect(try run(SnapshotSync.self) == [once, once, once])
  }

  @Test func writesOfALiveTableAboveTheLeaves() throws {
    func run<P: SyncPolicy>(_ policy: P.Type) throws {
      for level in 2...4 {
        let guest = try guest(policy)
        for page in 0..<8 as Range<UInt64> { guest.put(touched(700 + page), at: guest.place(Self.base + page << 12)) }
        let free = guest.place(Self.base, level: level) & ~0xFFF + 400 * 8
        // A use in between keeps it what it is.
        for page in 0..<8 as Range<UInt64> {
          #expect(try exits(guest) { try guest.write(0, at: free) } == 1)
          try guest.touch(Self.base + page << 12)
        }
        #expect(guest.mmu.pager.counters.flooded == 0)
        // To write a root through itself is to use it: it is written from another one.
        if level == 4 { try guest.loadCR3(guest.newRoot()) }
        for write in 1...3 as ClosedRange<UInt64> {
          #expect(try exits(guest) { try guest.write(0, at: free) } == 1)
          #expect(guest.mmu.pager.counters.flooded == (write == 3 ? 1 : 0))
        }
        try guest.audit()
        try guest.loadCR3(guest.root)
        try guest.touch(Self.base + 511 << 12)
        try guest.audit()
      }
    }
    try run(WriteProtectSync.self)
    try run(UnsyncPolicy.self)
    try run(SnapshotSync.self)
  }

  @Test(arguments: [1, 2, 3, 511, 512, 513, 700, 1024] as [UInt64]) func marksCopyOnWriteAtFork(_ pages: UInt64) throws
  {
    func run<P: SyncPolicy>(_ policy: P.Type, childIsLive: Bool) throws -> UInt64 {
      let guest = try ShadowGuest(X86Shadow4.self, policy, frames: 4096, listBlocks: 4096)
      let child = guest.newRoot()
      for page in 0..<pages {
        guest.set(touched(1024 + page), for: Self.base + page << 12)
        guest.set(touched(1024 + page), for: Self.base + page << 12, root: child)
      }
      try guest.start()
      for root in childIsLive ? [child, guest.root] : [guest.root] {
        try guest.loadCR3(root)
        for page in 0..<pages { try guest.touch(Self.base + page << 12, .userStore) }
      }
      let spent = try exits(guest) {
        for page in 0..<pages {
          for root in [guest.root, child] {
            try guest.write((1024 + page) << 12 | 0x65, at: guest.place(Self.base + page << 12, root: root))
          }
        }
        try guest.loadCR3(guest.root)
      }
      for page in 0..<pages { try guest.touch(Self.base + page << 12, .userStore) }
      try guest.loadCR3(child)
      for page in 0..<pages { try guest.touch(Self.base + page << 12, .userStore) }
      try guest.audit()
      return spent
    }
    let tables = (pages + 511) / 512
    let live = try run(WriteProtectSync.self, childIsLive: true)
    #expect(live == 2 * pages + 1)
    #expect(try run(WriteProtectSync.self, childIsLive: false) == pages + 1)
    #expect(try run(UnsyncPolicy.self, childIsLive: false) == tables + 1)
    #expect(try run(UnsyncPolicy.self, childIsLive: true) == 2 * tables + 1)
    #expect(try run(SnapshotSync.self, childIsLive: false) == tables + 1)
  }

  // MARK: Flushes and modes

  @Test func flushesAndRegisters() throws {
    func run<P: SyncPolicy>(_ policy: P.Type) throws {
      let guest = try guest(policy)
      let state = guest.mmu.processors[0].state
      #expect(try exits(guest) { try guest.invlpg(Self.base) } == 1)
      #expect(try exits(guest) { try guest.loadCR3(guest.root) } == 1)
      #expect(try exits(guest) { try guest.loadCR3(guest.newRoot()) } == 1)
      let descriptor = X86INVPCIDDescriptor(low: 0, gva: GVA(Self.base))
      for type in 0...3 as ClosedRange<UInt64> {
        #expect(exits(guest) { _ = guest.mmu.invpcid(type: type, descriptor, on: 0) } == 1)
      }
      #expect(exits(guest) { _ = guest.mmu.moveToCR0(state.cr0 ^ X86PagingState.writeProtect, on: 0) } == 1)
      #expect(exits(guest) { _ = guest.mmu.moveToCR4(state.cr4 ^ X86PagingState.smep, on: 0) } == 1)
      #expect(exits(guest) { _ = guest.mmu.setEFER(longMode: true, noExecute: false, on: 0) } == 1)
      try guest.audit()
    }
    for policy in ShadowScenario.policies { try run(policy) }
  }

  /// Exits are for CR3, page faults and INVLPG alone; an empty shadow at every load (Intel SDM vol. 3C, "Virtual TLB").
  @Test(arguments: counts) func virtualTLB(_ count: UInt64) throws {
    let guest = try guest(VTLBPolicy.self)
    for page in 0..<count { guest.set(touched(1024 + page), for: Self.base + page << 12) }
    for _ in 0..<3 {
      #expect(try exits(guest) { try guest.loadCR3(guest.root) } == 1)
      #expect(try exits(guest) { for page in 0..<count { try guest.touch(Self.base + page << 12) } } == count)
      let table = guest.place(Self.base) & ~0xFFF
      // The direct map is as empty as the rest; then stores to tables are stores.
      #expect(
        try exits(guest) { for entry in 0..<count { try guest.write(touched(1700), at: table + entry * 8) } } == 1)
      try guest.audit()
    }
  }
}
