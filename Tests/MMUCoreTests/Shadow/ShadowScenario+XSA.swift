import MMUCore
import Workload

// What is known under the numbers of Xen's advisories.

extension ShadowScenario {
  /// XSA-438: more roots and tables than there are pages, and the root in use is never taken.
  static func poolRunsOut<P: SyncPolicy>(_ policy: P.Type) throws {
    for processors in [1, 2] {
      let guest = try ShadowGuest(X86Shadow4.self, policy, pages: 16, processors: processors)
      let roots = [guest.root] + (0..<5).map { _ in guest.newRoot() }
      for root in roots {
        for region in 0..<8 as Range<UInt64> {
          guest.set((600 + region) << 12 | 7, for: user + region << 30, root: root)
        }
      }
      try guest.start()
      for turn in 0..<120 {
        let cpu = turn % processors
        if turn % 3 == 0 { try guest.loadCR3(roots[turn * 7 % roots.count], on: cpu) }
        let gva = user + UInt64(turn * 5 % 8) << 30
        if try guest.access(gva, .userStore, on: cpu) == .outOfMemory {
          try require(processors > 1, "one processor's roots leave no room")
        } else {
          try guest.touch(gva, turn & 1 == 0 ? .userLoad : .userStore, on: cpu)
        }
        try guest.audit()
      }
    }
  }

  /// XSA-427: the smallest pool, with a dirty log: what was just built stays, and no store is lost.
  static func smallestPoolWithDirtyLog<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(
      X86Shadow4.self, policy, pages: ShadowCapacity.minimumPages, listBlocks: 16,
      options: ShadowOptions(prefetchCount: 8))
    for region in 0..<8 as Range<UInt64> {
      for page in 0..<16 as Range<UInt64> {
        guest.set((512 + region * 16 + page) << 12 | 7, for: user + region << 30 + page << 12)
      }
    }
    try guest.start()
    try require(guest.mmu.pager.startDirtyLog(beginningAt: GFN(512)), "the slot logs")
    guest.mmu.performFlush()
    for round in 0..<3 {
      var stored: Set<UInt64> = []
      for turn in 0..<64 {
        let page = UInt64(turn * 37 % 128)
        let access = turn % 3 == round ? GuestAccess.userStore : .userLoad
        let outcome = try guest.touch(user + (page / 16) << 30 + (page % 16) << 12, access)
        try require(outcome != .outOfMemory, "one path fits")
        if access.isStore { stored.insert(512 + page) }
      }
      try guest.audit()
      for frame in 512..<1024 as Range<UInt64> {
        let isDirty = guest.mmu.pager.takeDirty(GFN(frame))
        guest.mmu.performFlush()
        try require(isDirty == stored.contains(frame), "frame \(frame): \(isDirty)")
      }
    }
    try guest.audit()
  }

  /// XSA-430: tables, roots among them, where no slot is. What is stored through them is stored all the same.
  static func tableIsNoMemory<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy)
    let watched: UInt64 = user
    let unwatched: UInt64 = user + 1 << 30
    guest.set(600 << 12 | 7, for: watched)
    let table = guest.place(watched) & ~0xFFF
    // A leaf table in frame 1500, which maps the first table: and a root in frame 1501.
    guest.set(1500 << 12 | 7, for: unwatched, level: 2)
    guest.put(table | 7, at: 1500 << 12)
    guest.put(601 << 12 | 7, at: 1500 << 12 + 8)
    for entry in 0..<512 as Range<UInt64> {
      guest.put(guest.word(at: guest.root + entry * 8), at: 1501 << 12 + entry * 8)
    }
    guest.mayEmulate = true
    try guest.start()
    try guest.remove(firstFrame: 512)
    try guest.insert(firstFrame: 512, count: 512)
    try guest.touch(watched)
    for root in [guest.root, 1501 << 12] {
      try guest.loadCR3(root)
      try guest.touch(watched)
      try guest.touch(unwatched + 0x1000, .userStore)
      // The store changes a table that is in sync.
      for frame in [602, 603] as [UInt64] {
        try guest.store(frame << 12 | 7, at: unwatched, .userStore)
        try guest.invlpg(watched)
        try guest.touch(watched)
        try guest.loadCR3(root)
        try guest.touch(watched, .userStore)
      }
      try guest.audit()
    }
    // A table beyond all memory.
    guest.set(0x80_0000 << 12 | 7, for: user + 2 << 30, level: 2)
    try guest.touch(user + 2 << 30)
    try guest.audit()
  }

  /// XSA-408: after whatever the host does, no TLB gives what is no longer so.
  static func hostChangesAreFlushed<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(X86Shadow4.self, policy, processors: 2)
    for page in 0..<8 as Range<UInt64> { guest.set((600 + page) << 12 | 7, for: user + page << 12) }
    try guest.start()
    func touchAll() throws {
      for cpu in 0...1 {
        for page in 0..<8 as Range<UInt64> { try guest.touch(user + page << 12, .userStore, on: cpu) }
      }
      try guest.audit()
    }
    try touchAll()
    guest.mmu.pager.unmap(GFN(600))
    guest.mmu.performFlush()
    try guest.audit()
    guest.mmu.pager.unmap(HFN(ShadowGuest<X86Shadow4, P>.firstHostFrame + 601))
    guest.mmu.performFlush()
    try guest.audit()
    guest.mmu.pager.writeProtect(GFN(602))
    guest.mmu.performFlush()
    try guest.audit()
    try touchAll()
    guest.mmu.pager.beginZapAll()
    guest.mmu.performFlush()
    try guest.audit()
    try touchAll()
    while !guest.mmu.pager.continueZapAll(limit: 2) { try guest.audit() }
    try touchAll()
    try guest.remove(firstFrame: 512)
    try guest.audit()
    try touchAll()
    try guest.insert(firstFrame: 512, count: 1024, isReadOnly: true)
    try touchAll()
  }

  /// XSA-477: stores of every width, at every place in and across two entries, to a table in use.
  static func storesOfEveryWidth<P: SyncPolicy>(_ policy: P.Type) throws {
    for mode in [ShadowGuestMode.legacy32, .pae, .long4] {
      let guest = try ShadowGuest(X86Shadow4.self, policy, mode)
      for page in 0..<8 as Range<UInt64> { guest.set((600 + page) << 12 | 7, for: user + page << 12) }
      try guest.start()
      let table = guest.place(user) & ~0xFFF
      for byteCount in 1...8 {
        for offset in 0..<16 as Range<UInt64> {
          for page in 0..<6 as Range<UInt64> { try guest.touch(user + page << 12) }
          let old = guest.bytes(at: table, count: 32)
          // Entries stay present, and lead to frames that there are.
          let mixed = old[Int(offset)..<(Int(offset) + byteCount)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
          let value = mixed ^ 0x40
          try guest.write(value, byteCount: byteCount, at: table + offset)
          var wanted = old
          for byte in 0..<byteCount { wanted[Int(offset) + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
          let isWritten = guest.bytes(at: table, count: 32) == wanted
          try require(isWritten, "\(byteCount) bytes at \(offset)")
          for page in 0..<6 as Range<UInt64> { try guest.invlpg(user + page << 12) }
          for page in 0..<6 as Range<UInt64> { try guest.touch(user + page << 12, .userLoad) }
          try guest.audit()
        }
      }
      // Eight bytes are two entries of four.
      try guest.touch(user + 0x1000)
      try guest.write(610 << 12 | 7 | (611 << 12 | 7) << 32, byteCount: 8, at: table)
      try guest.loadCR3(guest.root)
      try guest.touch(user)
      try guest.touch(user + 0x1000)
      try guest.audit()
    }
  }

  /// XSA-173: large pages whose frame numbers need more than 32 bits, and PSE-36's, whose addresses do.
  static func highLargePages<P: SyncPolicy>(_ policy: P.Type) throws {
    for largest in [PageSize.kib4, .mib2, .gib1] {
      let options = ShadowOptions(largestPage: largest)
      let long = try ShadowGuest(X86Shadow4.self, policy, options: options)
      let high: UInt64 = 1 << 36
      try long.insert(firstFrame: high, count: 2048)
      long.set((high + 512) << 12 | 0x87, for: user, level: 2)
      long.set(high << 12 | 0x87, for: user + 1 << 30, level: 3)
      try long.start()
      let narrow = try ShadowGuest(X86Shadow4.self, policy, .legacy32, options: options)
      let first: UInt64 = 0xFA_0000 << 4
      try narrow.insert(firstFrame: first, count: 2048)
      narrow.set(0x87 | (first >> 20 & 0xFF) << 13 | (first << 12 & 0xFFC0_0000), for: user, level: 2)
      try narrow.start()
      for offset in [0, 0x1234, 0x1F_FFFF, 0x20_0000, 0x3F_F000] as [UInt64] {
        for access in [GuestAccess.userLoad, .userStore] {
          try long.touch(user + offset, access)
          try long.touch(user + 1 << 30 + offset, access)
          try narrow.touch(user + offset, access)
        }
      }
      try long.audit()
      try narrow.audit()
    }
  }

  /// XSA-243: an entry that leads to its own table, at every level, and stores to tables through it.
  static func tablesMapThemselves<P: SyncPolicy>(_ policy: P.Type) throws {
    for level in 1...4 {
      let guest = try ShadowGuest(X86Shadow4.self, policy)
      guest.set(600 << 12 | 7, for: user)
      let span: UInt64 = 1 << UInt64(3 + 9 * level)
      // The entry beside the user's, in the user's own table of that level.
      let table = guest.place(user, level: level) & ~0xFFF
      let window = user + (level == 4 ? 8 * span : span)
      guest.set(table | 7, for: window, level: level)
      try guest.start()
      for _ in 0..<3 {
        try guest.touch(user, .userStore)
        for access in [GuestAccess.userLoad, .userStore, .userLoad] { try guest.touch(window, access) }
        try guest.touch(window + window & (span - 1))
      }
      for turn in 0..<8 as Range<UInt64> {
        // Through the window, the first word that is free in whatever table it shows.
        try guest.store((700 + turn) << 12 | 7, at: window + 500 * 8, .userStore)
        try guest.loadCR3(guest.root)
        try guest.touch(window + 500 * 8, .userStore)
        try guest.touch(user, .userStore)
        try guest.audit()
      }
    }
  }

  /// XSA-249: more than 2^16 entries lead to one table, and to one frame.
  static func manyReferences<P: SyncPolicy>(_ policy: P.Type) throws {
    let guest = try ShadowGuest(
      X86Shadow4.self, policy, pages: P.protectsTables ? 512 : 1024, listBlocks: 16384)
    guest.set(600 << 12 | 7, for: user)
    let table = guest.place(user) & ~0xFFF
    let directories: UInt64 = P.protectsTables ? 129 : 1
    for page in 0..<512 as Range<UInt64> { guest.put(600 << 12 | 7, at: table + page * 8) }
    for directory in 0..<directories {
      let base = user + directory << 30
      for entry in 0..<512 as Range<UInt64> { guest.set(table | 7, for: base + entry << 21, level: 2) }
    }
    try guest.start()
    for directory in 0..<directories {
      for entry in 0..<512 as Range<UInt64> {
        let gva = user + directory << 30 + entry << 21 + entry << 12
        _ = try guest.access(gva, .userStore)
      }
    }
    try guest.touch(user, .userStore)
    guest.mmu.pager.writeProtect(GFN(600))
    guest.mmu.performFlush()
    try guest.touch(user, .userStore)
    try guest.audit()
    guest.mmu.pager.hostDidWrite(GPA(table).frame)
    guest.mmu.performFlush()
    try guest.touch(user, .userStore)
    try guest.audit()
  }

  /// XSA-219: the table is no table any more when the store to it is emulated.
  static func tableGoesBeforeItsStore<P: SyncPolicy>(_ policy: P.Type) throws {
    for way in 0..<4 {
      let guest = try ShadowGuest(X86Shadow4.self, policy)
      guest.set(1000 << 12 | 7, for: user, level: 2)
      guest.put(600 << 12 | 7, at: 1000 << 12)
      try guest.start()
      _ = try guest.access(guest.mode.directMap + 1000 << 12, .kernelStore)
      try guest.touch(user, .userStore)
      let outcome = try guest.access(guest.mode.directMap + 1000 << 12, .kernelStore)
      switch way {
      case 0: guest.mmu.pager.hostDidWrite(GFN(1000))
      case 1: try guest.remove(firstFrame: 512)
      case 2: guest.mmu.pager.beginZapAll()
      default: guest.mmu.pager.releaseRoots(&guest.mmu.processors[0].shadow)
      }
      guest.mmu.performFlush()
      if case .emulateWrite(let gpa) = outcome { guest.mmu.write(601 << 12 | 7, byteCount: 8, at: gpa, on: 0) }
      try guest.invlpg(user)
      try guest.touch(user, .userStore)
      try guest.audit()
    }
  }

  /// XSA-168: INVLPG of addresses that are not canonical, or not of the mode.
  static func invlpgOfAnyAddress<P: SyncPolicy>(_ policy: P.Type) throws {
    for mode in [ShadowGuestMode.unpaged, .legacy32, .pae, .long4, .long5] {
      let guest = try ShadowGuest(X86Shadow5.self, policy, mode)
      let gva: UInt64 = mode == .unpaged ? 600 << 12 : user
      if mode != .unpaged { guest.set(600 << 12 | 7, for: gva) }
      try guest.start()
      for bit in 0..<64 as Range<UInt64> {
        for address in [1 << bit, ~(1 << bit), gva | 1 << bit, ~0 << bit] as [UInt64] {
          try guest.invlpg(address)
          try guest.touch(address)
          try guest.touch(gva, .userStore)
        }
      }
      try guest.audit()
    }
  }
}

extension ShadowGuest {
  /// Some bytes of memory.
  func bytes(at gpa: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { buffers.guest.base.load(fromByteOffset: Int(gpa) + $0, as: UInt8.self) }
  }
}
