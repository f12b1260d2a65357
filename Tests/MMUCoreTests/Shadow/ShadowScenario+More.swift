import MMUCore
import Workload

// What no list has, but the design of shadow tables suggests.

extension ShadowScenario {
  /// One leaf table at two addresses: INVLPG of one must not leave a TLB entry of the other that nothing knows of.
  static func invlpgOfOneOfTwoAddresses<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, processors: 2)
    guest.set(600 << 12 | 7, for: user)
    let table = guest.place(user) & ~0xFFF
    let alias = user + 5 << 21
    guest.set(table | 7, for: alias, level: 2)
    try guest.start()
    for _ in 0..<2 {
      for cpu in 0...1 {
        try guest.touch(user, .userStore, on: cpu)
        try guest.touch(alias, .userStore, on: cpu)
      }
      // Out of sync, where the policy lets it.
      try guest.write(guest.word(at: table + 8), at: table + 8)
      try guest.touch(user, .userStore)
      try guest.invlpg(user)
      try guest.audit()
      guest.mmu.pager.unmap(GFN(600))
      guest.mmu.performFlush()
      let before = guest.mmu.pager.counters.faultsTaken
      try guest.touch(alias)
      try require(guest.mmu.pager.counters.faultsTaken > before, "a TLB gives a frame that was unmapped")
      try guest.audit()
    }
  }

  /// A guest's page of 4 MiB stands in two shadow entries: INVLPG anywhere in it is INVLPG of all of it.
  static func invlpgOfTheOtherHalf<P: SyncPolicy>(_ policy: P.Type) throws {
    for half in [0, 0x20_0000] as [UInt64] {
      for largest in [PageSize.kib4, .mib2] {
        let guest = try ShadowGuest(
          X86Shadow4.self, policy, .legacy32, frames: 4096, options: ShadowOptions(largestPage: largest))
        guest.set(1024 << 12 | 0x87, for: user, level: 2)
        try guest.start()
        for first in [2048, 1024, 3072] as [UInt64] {
          try guest.touch(user + half, .userStore)
          try guest.write(first << 12 | 0x87, at: guest.place(user, level: 2))
          try guest.invlpg(user + half ^ 0x20_0000 + 0x5000)
          try guest.touch(user + half)
          try guest.touch(user + half, .userStore)
          try guest.audit()
        }
      }
    }
  }

  /// A directory and leaf tables of 32-bit paging in their parts: each quarter and half stands for itself.
  static func partsOfNarrowTables<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, .legacy32, frames: 4096)
    let pages: [UInt64] = [0, 511, 512, 1023].flatMap { low in
      [0, 1, 0x100, 0x1FF, 0x200, 0x2FF].map { $0 << 22 | low << 12 }
    }
    for (number, gva) in pages.enumerated() { guest.set(UInt64(1024 + number) << 12 | 7, for: gva) }
    guest.set(3072 << 12 | 0x87, for: 0x0FC0_0000, level: 2)
    try guest.start()
    for turn in 0..<3 as Range<UInt64> {
      for gva in pages + [0x0FC0_0000, 0x0FE0_0000] {
        try guest.touch(gva, .userStore)
        try guest.audit()
      }
      for (number, gva) in pages.enumerated() {
        try guest.write((1100 + turn * 64 + UInt64(number)) << 12 | 7, at: guest.place(gva))
      }
      try guest.write((turn & 1 == 0 ? 2048 : 3072) << 12 | 0x87, at: guest.place(0x0FC0_0000, level: 2))
      try guest.loadCR3(guest.root)
      for gva in (pages + [0x0FC0_0000, 0x0FE0_0000]).reversed() { try guest.touch(gva) }
      try guest.audit()
    }
  }

  /// A large page that covers a table: whichever of them is used first, no store to the table goes unseen.
  static func largePageOverTables<P: SyncPolicy>(_ policy: P.Type) throws {
    for isTableFirst in [false, true] {
      let guest = try ShadowGuest(X86Shadow4.self, policy)
      let large = user + 1 << 30
      guest.set(512 << 12 | 0x87, for: large, level: 2)
      guest.set(1000 << 12 | 7, for: user, level: 2)
      guest.put(600 << 12 | 7, at: 1000 << 12)
      try guest.start()
      if isTableFirst { try guest.touch(user, .userStore) }
      let throughLarge = large + (1000 - 512) << 12
      for frame in 601..<605 as Range<UInt64> {
        try guest.touch(large + 0x5000, .userStore)
        try guest.touch(throughLarge)
        try guest.touch(user, .userStore)
        try guest.audit()
        try guest.store(frame << 12 | 7, at: throughLarge, .userStore)
        try guest.loadCR3(guest.root)
        try guest.touch(user, .userStore)
        try guest.audit()
      }
    }
  }

  /// Tables in memory whose stores are logged: the bits that walks set are stores, also of walks that end in a fault.
  static func walksAreLogged<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(600 << 12 | 5, for: user)
    guest.set(1000 << 12 | 7, for: user, level: 2)
    guest.set(1001 << 12 | 7, for: user, level: 3)
    guest.put(1000 << 12 | 7, at: 1001 << 12)
    guest.put(600 << 12 | 5, at: 1000 << 12)
    try guest.start()
    try require(guest.mmu.pager.startDirtyLog(beginningAt: GFN(512)), "the slot logs")
    guest.mmu.performFlush()
    try require(try guest.access(user, .userStore) != .memory(HPA(0)), "read-only")
    try require(guest.mmu.pager.takeDirty(GFN(1001)), "a faulting walk's accessed bit is a store")
    guest.mmu.performFlush()
    try guest.touch(user)
    try require(guest.mmu.pager.takeDirty(GFN(1000)), "a walk's accessed bit is a store")
    guest.mmu.performFlush()
    try guest.audit()
  }

  /// Stores that are made for the guest, because a table cannot be watched, are logged too.
  static func madeStoresAreLogged<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(600 << 12 | 7, for: user)
    guest.set(1500 << 12 | 7, for: user, level: 2)
    guest.put(600 << 12 | 7, at: 1500 << 12)
    guest.mayEmulate = true
    try guest.start()
    try guest.remove(firstFrame: 512)
    try guest.insert(firstFrame: 512, count: 512)
    try require(guest.mmu.pager.startDirtyLog(beginningAt: GFN(512)), "the slot logs")
    guest.mmu.performFlush()
    try guest.store(1, at: user, .userStore)
    try require(guest.mmu.pager.takeDirty(GFN(600)), "a store is lost")
    guest.mmu.performFlush()
    try guest.audit()
  }

  /// A root that is used between writes to it is a root still.
  static func usedRootIsNotFlooded<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(600 << 12 | 7, for: user)
    try guest.start()
    for turn in 1..<9 as Range<UInt64> {
      try guest.touch(user + turn << 12)
      try guest.write(guest.word(at: guest.place(user, level: 4)), at: guest.place(user + turn << 41, level: 4))
      try guest.touch(user + turn << 41, .userStore)
    }
    try require(guest.mmu.pager.counters.flooded == 0, "a root in use was taken for data")
    try guest.audit()
  }

  /// Roots of other address spaces that a processor still holds are as old as their last flush at most.
  static func heldRootsAreFlushed<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    let other = guest.newRoot()
    guest.set(600 << 12 | 7, for: user, root: other)
    try guest.start()
    let state = guest.mmu.processors[0].state
    try require(guest.mmu.moveToCR4(state.cr4 | X86PagingState.pcids, on: 0) == nil, "CR4.PCIDE")
    let keeps = X86PagingState.keepsTranslations
    let table = guest.place(user, root: other)
    let flushes: [() throws -> Void] = [
      { _ = guest.mmu.invpcid(type: 2, X86INVPCIDDescriptor(low: 0, gva: GVA(0)), on: 0) },
      { _ = guest.mmu.invpcid(type: 3, X86INVPCIDDescriptor(low: 0, gva: GVA(0)), on: 0) },
      { _ = guest.mmu.invpcid(type: 1, X86INVPCIDDescriptor(low: 2, gva: GVA(0)), on: 0) },
      { _ = guest.mmu.moveToCR4(guest.mmu.processors[0].state.cr4 ^ X86PagingState.globalPages, on: 0) },
      { try guest.loadCR3(other | 2) },
    ]
    for (turn, flush) in flushes.enumerated() {
      try guest.loadCR3(other | 2 | keeps)
      try guest.touch(user, .userStore)
      try guest.loadCR3(guest.root | 1 | keeps)
      try guest.write(UInt64(700 + turn) << 12 | 7, at: table)
      try flush()
      try guest.loadCR3(other | 2 | keeps)
      try guest.touch(user)
      try guest.touch(user, .userStore)
      try guest.audit()
    }
  }

  /// PAE's pointers are read again where the manual says so, and only there (Intel SDM vol. 3A, section "PDPTE Registers").
  static func pointersAreReadWhereTheyAre<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, .pae)
    guest.set(600 << 12 | 7, for: user)
    try guest.start()
    let (first, at) = (guest.mmu.processors[0].pointers, guest.place(user, level: 3))
    guest.put(0, at: at)
    let state = guest.mmu.processors[0].state
    _ = guest.mmu.moveToCR0(state.cr0 ^ X86PagingState.writeProtect, on: 0)
    _ = guest.mmu.setEFER(longMode: false, noExecute: false, on: 0)
    _ = guest.mmu.moveToCR4(state.cr4 | X86PagingState.smap, on: 0)
    try require(guest.mmu.processors[0].pointers == first, "pointers are read too often")
    try guest.touch(user, .userStore)
    _ = guest.mmu.moveToCR4(state.cr4 | X86PagingState.smap | X86PagingState.globalPages, on: 0)
    try require(guest.mmu.processors[0].pointers != first, "pointers are not read again")
    try guest.touch(user, .userStore)
    try guest.audit()
  }

  /// A load of a root that found no room is made up for by the next access, in the right address space.
  static func refusedRootKeepsItsSpace<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, pages: 16, processors: 4)
    let roots = (0..<16).map { _ in guest.newRoot() }
    for (number, root) in roots.enumerated() { guest.set(UInt64(600 + number) << 12 | 7, for: user, root: root) }
    try guest.start()
    for cpu in 0..<4 {
      let state = guest.mmu.processors[cpu].state
      _ = guest.mmu.moveToCR4(state.cr4 | X86PagingState.pcids, on: cpu)
    }
    for (number, root) in roots.enumerated() {
      try guest.loadCR3(root | UInt64(number + 1) | X86PagingState.keepsTranslations, on: number & 3)
      try guest.audit()
    }
    for cpu in 1..<4 { guest.mmu.pager.releaseRoots(&guest.mmu.processors[cpu].shadow) }
    for cpu in 0..<4 {
      try guest.touch(user, .userStore, on: cpu)
      let state = guest.mmu.processors[cpu].state
      try guest.write(UInt64(700 + cpu) << 12 | 7, at: guest.place(user, root: state.cr3 & ~0xFFF), on: cpu)
      let descriptor = X86INVPCIDDescriptor(low: state.cr3 & 0xFFF, gva: GVA(0))
      _ = guest.mmu.invpcid(type: 1, descriptor, on: cpu)
      try guest.touch(user, on: cpu)
      try guest.audit()
    }
  }
}
