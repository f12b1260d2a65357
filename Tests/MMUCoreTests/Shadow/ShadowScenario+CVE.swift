import MMUCore
import Workload

// What is known under a CVE number of KVM's.

extension ShadowScenario {
  static let user: UInt64 = 0x4000_0000

  /// CVE-2026-53359: a 2 MiB page, split, whose entry comes to lead to a table at the page's own first frame, unnoticed. The page
  /// for the run and the page for the table differ in `direct` alone.
  static func pageBecomesTable<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(
      X86Shadow4.self, policy, options: ShadowOptions(largestPage: .kib4))
    guest.set(512 << 12 | 0xE7, for: user, level: 2)
    try guest.start()
    try guest.touch(user)
    try guest.touch(user + 0x1000, .userStore)
    for page in 0..<512 as Range<UInt64> { guest.put((1024 + page) << 12 | 7, at: 512 << 12 + page * 8) }
    guest.set(512 << 12 | 7, for: user, level: 2)
    try guest.touch(user + 0x2000)
    try guest.touch(user + 0x3000, .userStore)
    try guest.audit(allowsStale: true)
    try guest.remove(firstFrame: 512)
    try guest.audit(allowsStale: true)
    try guest.insert(firstFrame: 512, count: guest.frames - 512)
    guest.mmu.pager.hostDidWrite(GPA(guest.place(user, level: 2)).frame)
    guest.mmu.performFlush()
    try guest.touch(user + 0x1000, .userStore)
    try guest.audit()
  }

  /// CVE-2026-46113: the base of a large page changes unnoticed, and then another page of the region is asked for. What was
  /// mapped under the old base must be found when its slot goes.
  static func baseOfLargePageChanges<P: SyncPolicy>(_ policy: P.Type) throws {
    for largest in [PageSize.kib4, .mib2] {
      let guest = try ShadowGuest(X86Shadow4.self, policy, options: ShadowOptions(largestPage: largest))
      guest.set(512 << 12 | 0xE7, for: user, level: 2)
      try guest.start()
      try guest.touch(user, .userStore)
      guest.set(1024 << 12 | 0xA7, for: user, level: 2)
      // Clean now: the store needs a walk whatever is mapped.
      try guest.invlpg(user + 0x1000)
      if largest == .kib4 || !P.protectsTables { try guest.touch(user + 0x1000, .userStore) }
      try guest.audit(allowsStale: true)
      try guest.remove(firstFrame: 512)
      try guest.audit(allowsStale: true)
      let outcome = try guest.access(user, .userLoad)
      if case .device = outcome {} else { throw ShadowDiscrepancy(description: "\(outcome) where no slot is") }
    }
  }

  /// CVE-2026-23401: an entry for a device is put where a page is mapped.
  static func deviceOverPage<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(600 << 12 | 7, for: user)
    try guest.start()
    try guest.touch(user)
    guest.set(0x90_0000 << 12 | 7, for: user)
    try guest.touch(user, .userStore)
    try guest.audit(allowsStale: true)
    try guest.touch(user)
    try guest.touch(user + 8, .userStore)
    guest.mmu.pager.unmap(GFN(600))
    guest.mmu.performFlush()
    try guest.audit(allowsStale: true)
    // And back: memory where a device was, when a slot comes, or the entry changes.
    try guest.insert(firstFrame: 0x90_0000, count: 16)
    try guest.touch(user, .userStore)
    try guest.remove(firstFrame: 0x90_0000)
    try guest.touch(user, .userStore)
    guest.set(601 << 12 | 7, for: user)
    guest.mmu.pager.hostDidWrite(GPA(guest.place(user)).frame)
    guest.mmu.performFlush()
    try guest.invlpg(user)
    try guest.touch(user, .userStore)
    try guest.audit()
  }

  /// CVE-2026-23402: a present entry is overwritten with another frame's: the old one is dropped, and flushed everywhere.
  static func frameBehindPageChanges<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, processors: 2)
    guest.set(600 << 12 | 7, for: user)
    try guest.start()
    try guest.touch(user, on: 0)
    try guest.touch(user, on: 1)
    guest.set(601 << 12 | 7, for: user)
    try guest.touch(user, .userStore, on: 0)
    try guest.audit(allowsStale: true)
    if P.protectsTables { try guest.touch(user, on: 1) }
    try guest.remove(firstFrame: 512)
    try guest.audit(allowsStale: true)
  }

  /// CVE-2021-38198: one page directory under entries of different rights, in every order of first use.
  static func sharedDirectory<P: SyncPolicy>(_ policy: P.Type) throws {
    let rights: [UInt64] = [7, 5, 3, 1 << 63 | 7]
    for first in 0..<4 {
      let guest = try ShadowGuest(X86Shadow4.self, policy)
      let regions = (0..<4).map { user + UInt64($0) << 30 }
      guest.set(600 << 12 | 7, for: regions[0])
      let directory = guest.word(at: guest.place(regions[0], level: 3)) & ~0xFFF
      for (region, bits) in zip(regions, rights) { guest.set(directory | bits, for: region, level: 3) }
      try guest.start()
      for turn in 0..<8 {
        for access in [GuestAccess.userLoad, .userStore, .kernelStore, .userFetch, .kernelFetch] {
          try guest.touch(regions[(first + turn) & 3], access)
        }
      }
      try guest.audit()
    }
  }

  /// CVE-2022-1789: every instruction that invalidates, in every paging mode, off included.
  static func invalidationsInEveryMode<P: SyncPolicy>(_ policy: P.Type) throws {
    for mode in [ShadowGuestMode.unpaged, .legacy32, .pae, .long4] {
      try invalidations(ShadowGuest(X86Shadow4.self, policy, mode))
    }
    for mode in ShadowGuestMode.allCases { try invalidations(ShadowGuest(X86Shadow5.self, policy, mode)) }
  }

  private static func invalidations<H, P>(_ guest: ShadowGuest<H, P>) throws {
    let gva: UInt64 = guest.mode == .unpaged ? 700 << 12 : user
    if guest.mode != .unpaged { guest.set(600 << 12 | 7, for: gva) }
    try guest.start()
    for type in 0...4 as ClosedRange<UInt64> {
      for low in [0, 1, 1 << 12] as [UInt64] {
        for address in [gva, 0, 1 << 47, 0x1234_5678_9ABC_D000, .max] {
          try guest.touch(gva, .userStore)
          let descriptor = X86INVPCIDDescriptor(low: low, gva: GVA(address))
          let state = guest.mmu.processors[0].state
          let refusal = X86Invalidation.checkINVPCID(type: type, descriptor, state)
          try require(guest.mmu.invpcid(type: type, descriptor, on: 0) == refusal, "INVPCID \(type)")
          try guest.invlpg(address)
        }
      }
    }
    let state = guest.mmu.processors[0].state
    try require(guest.mmu.moveToCR4(state.cr4 ^ X86PagingState.globalPages, on: 0) == nil, "MOV to CR4")
    try guest.touch(gva, .userStore)
    try require(guest.mmu.moveToCR0(state.cr0 ^ X86PagingState.writeProtect, on: 0) == nil, "MOV to CR0")
    try guest.touch(gva)
    try guest.loadCR3(guest.root)
    try guest.touch(gva)
    try guest.audit()
  }

  /// CVE-2022-49562: the accessed and dirty bits of a walk are written to the entries walked, and nowhere else.
  static func marksLandInTheWalkedEntries<P: SyncPolicy>(_ policy: P.Type) throws {
    for mode in [ShadowGuestMode.legacy32, .pae, .long4, .long5] {
      let guest = try ShadowGuest(X86Shadow5.self, policy, mode, frames: 1024, options: ShadowOptions(prefetchCount: 8))
      for page in 0..<16 as Range<UInt64> { guest.set((600 + page) << 12 | 7, for: user + page << 12) }
      guest.set(0x40_0000 | 0x87, for: user + 0x80_0000, level: 2)
      try guest.start()
      let steps: [(UInt64, GuestAccess)] = [
        (user, .userLoad), (user, .userStore), (user + 0x3123, .userFetch), (user + 0x5000, .userStore),
        (user + 0x80_0000, .userLoad), (user + 0x80_1000, .userStore), (user + 0x100_0000, .userLoad),
      ]
      for (gva, access) in steps {
        let before = guest.words
        try guest.touch(gva, access)
        let after = guest.words
        let allowed = (1...guest.mode.levels).map { guest.place(gva, level: $0) & ~7 }
        for index in before.indices where before[index] != after[index] {
          let isMark = (before[index] ^ after[index]) & ~0x60_0000_0060 == 0
          try require(isMark && allowed.contains(UInt64(index) * 8), "a store to \(index * 8) by a walk")
        }
      }
      try guest.audit()
    }
  }

  /// CVE-2017-12188: switches between modes of different depth, with tables of each at hand.
  static func modesSwitch<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow5.self, policy, .long4)
    // The same frames serve as PML5, PML4, pointers and directories of other modes.
    guest.set(600 << 12 | 7, for: user)
    guest.set(601 << 12 | 7, for: 0x1000)
    let five = guest.newFrame() << 12
    guest.put(guest.root | 7, at: five)
    let pointers = guest.newFrame() << 12
    let directory = guest.word(at: guest.place(user, level: 3)) & ~0xFFF
    let low = guest.word(at: guest.place(0x1000, level: 3)) & ~0xFFF
    guest.put(low | 1, at: pointers)
    guest.put(directory | 1, at: pointers + 8)
    try guest.start()
    let on = X86PagingState.paging | X86PagingState.writeProtect | 1
    let pae = X86PagingState.physicalAddressExtension
    let modes: [(cr3: UInt64, cr4: UInt64, long: Bool)] = [
      (guest.root, pae, true), (five, pae | X86PagingState.linearAddress57, true), (pointers, pae, false),
      (guest.root, 0, false), (low, X86PagingState.pageSizeExtensions, false),
    ]
    for turn in 0..<25 {
      let mode = modes[(turn * 7 + turn / 5) % 5]
      try require(guest.mmu.moveToCR0(1, on: 0) == nil, "paging goes off")
      try guest.touch(601 << 12, .kernelStore)
      try require(guest.mmu.setEFER(longMode: mode.long, noExecute: true, on: 0) == nil, "EFER")
      try require(guest.mmu.moveToCR4(mode.cr4, on: 0) == nil, "CR4")
      try guest.loadCR3(mode.cr3)
      try require(guest.mmu.moveToCR0(on, on: 0) == nil, "paging goes on")
      for gva in [user, 0x1000, user + 0x1000, 0x8000_0000, 1 << 32, 1 << 47, 1 << 56, .max] {
        try guest.touch(gva)
        try guest.touch(gva, .userStore)
      }
      try guest.audit()
    }
  }
}

extension ShadowGuest {
  /// All of memory.
  var words: [UInt64] {
    (0..<Int(frames) * 512).map { buffers.guest.base.load(fromByteOffset: $0 * 8, as: UInt64.self) }
  }
}
