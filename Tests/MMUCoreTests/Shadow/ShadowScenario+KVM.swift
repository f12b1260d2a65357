import MMUCore
import Workload

// What KVM's history mended, by commit.

extension ShadowScenario {
  /// 65855ed8b034: a leaf table changes while nothing leads to it, and then its parent is linked where nothing was: the guest
  /// need not flush.
  static func parentOfUnsyncTableIsLinked<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(600 << 12 | 7, for: user)
    let table = guest.place(user) & ~0xFFF
    let directory = guest.place(user, level: 2) & ~0xFFF
    let elsewhere = user + 8 << 30
    try guest.start()
    for (turn, frame) in [601, 602, 603].enumerated() {
      try guest.touch(user, .userStore)
      try guest.write(UInt64(frame) << 12 | 7, at: table)
      // No flush. The directory was never reached at this address.
      try guest.write(directory | 7, at: guest.place(elsewhere + UInt64(turn) << 30, level: 3))
      try guest.touch(elsewhere + UInt64(turn) << 30, .userStore)
      try guest.touch(elsewhere + UInt64(turn) << 30)
      try guest.audit()
      try guest.loadCR3(guest.root)
    }
  }

  /// 36a2e6774bfb: two leaf tables, both out of sync, of which one maps the other: in sync again, it must not be writable.
  static func unsyncTableMapsAnother<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    let other = user + 1 << 30
    guest.set(600 << 12 | 7, for: user)
    guest.set(601 << 12 | 7, for: other)
    let (first, second) = (guest.place(user) & ~0xFFF, guest.place(other) & ~0xFFF)
    // The first maps the second, and the second the first.
    guest.put(second | 7, at: first + 8)
    guest.put(first | 7, at: second + 8)
    try guest.start()
    for turn in 0..<4 as Range<UInt64> {
      try guest.touch(user, .userStore)
      try guest.touch(other, .userStore)
      try guest.store((610 + turn) << 12 | 7, at: user + 0x1000, .userStore)
      try guest.store((620 + turn) << 12 | 7, at: other + 0x1000, .userStore)
      try guest.loadCR3(guest.root)
      try guest.audit()
      try guest.touch(user, .userStore)
      try guest.touch(other, .userStore)
      // Both are written again, with no flush until the next load.
      try guest.store((630 + turn) << 12 | 7, at: user + 0x1000, .userStore)
      try guest.store((640 + turn) << 12 | 7, at: other + 0x1000, .userStore)
      try guest.loadCR3(guest.root)
      try guest.touch(user)
      try guest.touch(other)
      try guest.audit()
    }
  }

  /// f7d9c7b7b902: the guest's entry changes between the walk and its use.
  static func entryChangesBetweenWalkAndUse<P: SyncPolicy>(_ policy: P.Type) throws {
    for level in 1...4 {
      let guest = try ShadowGuest(X86Shadow4.self, policy)
      let other = user + 1 << 39
      guest.set(600 << 12 | 7, for: user)
      guest.set(601 << 12 | 7, for: other)
      try guest.start()
      _ = try guest.access(guest.mode.directMap, .kernelLoad)
      let cpu = guest.mmu.processors.baseAddress!
      let walker = cpu.pointee.long4(guest.buffers.guest)
      guard var path = guest.mmu.pager.walk(GVA(user), .userStore, walker) else {
        throw ShadowDiscrepancy(description: "not mapped")
      }
      // Another processor of the guest's writes; nobody has watched this table so far, or it is told.
      let at = guest.place(user, level: level)
      let new = guest.word(at: guest.place(other, level: level))
      guest.mmu.write(level == 4 ? 0 : new, byteCount: 8, at: GPA(at), on: 0)
      let outcome = guest.mmu.pager.resolve(&path, walker, &cpu.pointee.shadow)
      guest.mmu.performFlush()
      try require(outcome == .retry, "level \(level): \(outcome)")
      try guest.audit()
      try guest.touch(user, .userStore)
      try guest.audit()
    }
  }

  /// d28c6cfbbc5e, 5fd5387c89ec: large pages of the same frames with different rights; whatever order they are used in, nobody
  /// gets the other's rights, and every access gets through.
  static func largePagesOfDifferentRights<P: SyncPolicy>(_ policy: P.Type) throws {
    for largest in [PageSize.kib4, .mib2] {
      let guest = try ShadowGuest(X86Shadow4.self, policy, options: ShadowOptions(largestPage: largest))
      let rights: [UInt64] = [0x87, 0x85, 0x83, 1 << 63 | 0x87]
      for (number, bits) in rights.enumerated() {
        guest.set(1024 << 12 | bits, for: user + UInt64(number) << 21, level: 2)
      }
      try guest.start()
      for turn in 0..<12 as Range<UInt64> {
        let gva = user + (turn * 3 & 3) << 21 + turn << 12
        for access in [GuestAccess.userLoad, .userFetch, .kernelStore, .userStore, .kernelFetch] {
          try guest.touch(gva, access)
        }
        try guest.audit()
      }
    }
  }

  /// c22885050e65, 5f0b819995e1: with CR0.WP = 0 the supervisor's store to a read-only page sets the dirty bit and reaches
  /// memory; and SMEP and SMAP hold in spite of the entry that lets it.
  static func writeProtectOff<P: SyncPolicy>(_ policy: P.Type) throws {
    for extra in [0, X86PagingState.smep, X86PagingState.smap, X86PagingState.smep | X86PagingState.smap] {
      for noExecute in [true, false] {
        let guest = try ShadowGuest(X86Shadow4.self, policy)
        for page in 0..<4 as Range<UInt64> { guest.set((600 + page) << 12 | 5, for: user + page << 12) }
        guest.set(1024 << 12 | 0x85, for: user + 1 << 21, level: 2)
        guest.mayEmulate = extra & X86PagingState.smap != 0
        try guest.start()
        let state = guest.mmu.processors[0].state
        try require(guest.mmu.setEFER(longMode: true, noExecute: noExecute, on: 0) == nil, "EFER")
        try require(guest.mmu.moveToCR4(state.cr4 | extra, on: 0) == nil, "CR4")
        for isProtected in [true, false, true, false] {
          let bit = isProtected ? X86PagingState.writeProtect : 0
          try require(guest.mmu.moveToCR0(state.cr0 & ~X86PagingState.writeProtect | bit, on: 0) == nil, "CR0")
          for gva in [user, user + 0x1000, user + 1 << 21, user + 1 << 21 + 0x3000] {
            for access in [GuestAccess.kernelLoad, .kernelStore, .userLoad, .userStore, .kernelFetch, .userFetch] {
              try guest.touch(gva, access)
            }
            try guest.touch(gva, GuestAccess(.store, .supervisor, overridesSMAP: true))
            try guest.touch(gva)
          }
          try guest.audit()
        }
      }
    }
  }

  /// 9645bb56b31a: EFER.NXE changes: an entry with bit 63 is malformed, and then not.
  static func noExecuteChanges<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(1 << 63 | 600 << 12 | 7, for: user)
    guest.set(601 << 12 | 7, for: user + 0x1000)
    guest.set(602 << 12 | 7, for: user + 1 << 30)
    guest.put(
      guest.word(at: guest.place(user + 1 << 30, level: 2)) | 1 << 63, at: guest.place(user + 1 << 30, level: 2))
    try guest.start()
    for turn in 0..<6 {
      try require(guest.mmu.setEFER(longMode: true, noExecute: turn & 1 == 0, on: 0) == nil, "EFER")
      for gva in [user, user + 0x1000, user + 1 << 30] {
        for access in [GuestAccess.userLoad, .userFetch, .userStore] { try guest.touch(gva, access) }
      }
      try guest.audit()
    }
  }

  /// 404381c5839d: with a dirty log on, a store to a large page that was mapped for loads gets through, and is noted once.
  static func storeToLargePageUnderLog<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    guest.set(1024 << 12 | 0x87, for: user, level: 2)
    try guest.start()
    try guest.touch(user, .userLoad)
    try guest.touch(user + 0x3000, .userStore)
    for _ in 0..<2 {
      try require(guest.mmu.pager.startDirtyLog(beginningAt: GFN(512)), "the slot logs")
      guest.mmu.performFlush()
      try guest.audit()
      for page in 0..<512 as Range<UInt64> {
        try guest.touch(user + page << 12, page & 7 == 3 ? .userStore : .userLoad)
      }
      try guest.audit()
      for page in 0..<512 as Range<UInt64> {
        try require(guest.mmu.pager.takeDirty(GFN(1024 + page)) == (page & 7 == 3), "page \(page)")
        guest.mmu.performFlush()
      }
      try guest.touch(user + 0x4000, .userStore)
      try require(guest.mmu.pager.takeDirty(GFN(1028)), "noted again")
      guest.mmu.performFlush()
      let isStopped = guest.mmu.pager.stopDirtyLog(beginningAt: GFN(512))
      guest.mmu.performFlush()
      try require(isStopped, "the slot logs no more")
      for page in 0..<512 as Range<UInt64> { try guest.touch(user + page << 12, .userStore) }
      try guest.audit()
    }
  }

  /// d3c422bd3338: a large page over read-only memory: loads get through, stores end in the device model, however often.
  static func largePageOfReadOnlyMemory<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    try guest.insert(firstFrame: 0x10_0000, count: 1024, isReadOnly: true)
    guest.set(0x10_0000 << 12 | 0x87, for: user, level: 2)
    guest.set(0x10_0201 << 12 | 7, for: user + 1 << 21)
    try guest.start()
    for turn in 0..<6 as Range<UInt64> {
      for gva in [user + turn << 12, user + 1 << 21] {
        for access in [GuestAccess.userLoad, .userStore, .userLoad, .kernelStore] { try guest.touch(gva, access) }
      }
      try guest.audit()
    }
  }

  /// 08e850c6536d: entries are fetched ahead while they change: what was fetched is as old as the last INVLPG at most.
  static func prefetchAmongChanges<P: SyncPolicy>(_ policy: P.Type) throws {
    for (count, prefills) in [(8, false), (32, false), (0, true), (8, true)] {
      let options = ShadowOptions(prefetchCount: count, prefillsOnWrite: prefills)
      let guest = try ShadowGuest(X86Shadow4.self, policy, options: options)
      let table = guest.place(user) & ~0xFFF
      // Accessed and dirty, accessed only, and fresh pages; one is the table itself, one read-only, one a device.
      let flags: [UInt64] = [0x67, 0x27, 7, 0x65, 0x63]
      for page in 0..<64 as Range<UInt64> {
        guest.put((600 + page) << 12 | flags[Int(page % 5)], at: table + page * 8)
      }
      guest.put(table | 0x67, at: table + 3 * 8)
      guest.put(0x90_0000 << 12 | 0x67, at: table + 4 * 8)
      try guest.start()
      for turn in 0..<40 as Range<UInt64> {
        try guest.touch(user + (turn * 7 % 64) << 12)
        let page = turn * 11 % 64
        if page != 3 {
          try guest.store((700 + turn) << 12 | flags[Int(turn % 5)], at: user + 0x3000 + page * 8, .userStore)
          try guest.invlpg(user + page << 12)
        }
        for near in 0..<64 as Range<UInt64> where near / 8 == page / 8 {
          try guest.touch(user + near << 12)
          if near & 1 == 0 { try guest.touch(user + near << 12, .kernelStore) }
        }
        try guest.audit()
      }
    }
  }

  /// hypocaust's issue 1: a root's frame is given back and used again, while the shadow is found by the root register's value.
  static func rootFrameIsUsedAgain<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    let reused = guest.newRoot()
    guest.set(600 << 12 | 7, for: user, root: reused)
    guest.set(601 << 12 | 7, for: user + 0x1000)
    let other = guest.word(at: guest.place(user, level: 4))
    try guest.start()
    for turn in 0..<6 as Range<UInt64> {
      try guest.loadCR3(reused)
      try guest.touch(user, .userStore)
      try guest.loadCR3(guest.root)
      // The frame holds data for a while, and then another root.
      let user4 = guest.mode.offset(of: user, level: 4)
      for word in 0..<8 as Range<UInt64> { try guest.write(0x5A5A_5A5A, at: reused + 64 + word * 8) }
      for word in 0..<8 as Range<UInt64> { try guest.write(0, at: reused + 64 + word * 8) }
      try guest.write(turn & 1 == 0 ? other : 0, at: reused + user4)
      try guest.loadCR3(reused)
      for page in 0...1 as ClosedRange<UInt64> { try guest.touch(user + page << 12, .userStore) }
      try guest.audit()
    }
  }
}
