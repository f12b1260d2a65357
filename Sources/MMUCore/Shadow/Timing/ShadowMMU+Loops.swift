// The loops of ``ShadowLoop``.

extension ShadowMMU {
  @inline(__always)
  private var cpu: UnsafeMutablePointer<Processor> { processors.baseAddress.unsafelyUnwrapped }

  @inline(__always)
  private static var load: GuestAccess { GuestAccess(.load, .user) }

  /// The entry of an address in the current root's tables.
  @inline(__always)
  private func place(of gva: GVA, at level: PageLevel = .leaf) -> ShadowEntryIndex? {
    pager.place(of: gva, under: cpu.pointee.shadow.current.page, at: level)
  }

  /// Runs a loop that leaves the root alone; `nil` if something came out otherwise than it should.
  @inline(__always)
  mutating func run(_ loop: ShadowLoop, count: Int) -> UInt64? {
    switch loop {
    case .walk(let mask): return walk(mask, count)
    case .faultWarm(let mask): return faultWarm(mask, count)
    case .faultCold(let gva): return faultCold(gva, count)
    case .write(let gva): return write(gva, count)
    case .unsync(let leaf, let window): return unsync(leaf, window, count)
    case .resync(let gva, let changed): return resync(gva, changed, count)
    case .invalidate(let gva, let isUnsync): return invalidate(gva, isUnsync, count)
    case .loadUnsync(let gva, let tables): return loadUnsync(gva, tables, count)
    case .find(let pages): return find(pages, count)
    case .unmap(let gfn): return unmap(gfn, count)
    case .writeProtect(let gfn): return writeProtect(gfn, count)
    case .zapAll(let gva, let tables): return zapAll(gva, tables, count)
    case .touch(let gva, let tables): return touch(gva, tables, count)
    case .sweep(let gva): return sweep(gva, count)
    case .protect(let gva, let window): return protect(gva, window, count)
    case .loadRoots, .fork: return nil
    }
  }

  // MARK: Faults

  private mutating func walk(_ mask: UInt64, _ count: Int) -> UInt64? {
    cpu.pointee.walker.follow(mask, after: GPA(0), Self.load, count: count)?.rawValue
  }

  private mutating func faultWarm(_ mask: UInt64, _ count: Int) -> UInt64? {
    guard let first = place(of: GVA(0)) else { return nil }
    let walker = cpu.pointee.walker
    var address: UInt64 = 0
    for _ in 0..<count {
      let gva = GVA((address &<< 3) & mask)
      guard case .memory(let hpa) = pager.handleFault(gva, Self.load, walker, &cpu.pointee.shadow) else { return nil }
      pager.undoMapping(pager.place(of: gva, in: first.page, at: .leaf))
      address = hpa.rawValue
    }
    return address
  }

  private mutating func faultCold(_ gva: GVA, _ count: Int) -> UInt64? {
    let walker = cpu.pointee.walker
    var sum: UInt64 = 0
    for _ in 0..<count {
      if let link = place(of: gva, at: PageLevel(2)), pager.entry(at: link) != 0 {
        pager.zap(pager.child(of: link))
        _ = pager.takeFlush()
      }
      guard case .memory(let hpa) = pager.handleFault(gva, Self.load, walker, &cpu.pointee.shadow) else { return nil }
      sum &+= hpa.rawValue
    }
    return sum
  }

  // MARK: Synchronization

  private mutating func write(_ gva: GVA, _ count: Int) -> UInt64? {
    guard let first = place(of: gva) else { return nil }
    let table = pager.pages[first.page].gfn.address
    let walker = cpu.pointee.walker
    for turn in 0..<count {
      let position = (turn &* 8) & 511
      let place = first.page.entry(position)
      let gpa = table.advanced(by: UInt64(position) &* 8)
      let old = pager.entry(at: place)
      guard let value = pager.guest.load(at: gpa),
        pager.write(value, byteCount: 8, at: gpa, walker, cpu.pointee.shadow)
      else { return nil }
      pager.undoDrop(place, old)
      pager.pages[first.page].writeCount = 0
    }
    _ = pager.takeFlush()
    return UInt64(count)
  }

  private mutating func unsync(_ leaf: GVA, _ window: GVA, _ count: Int) -> UInt64? {
    guard let place = place(of: leaf) else { return nil }
    let walker = cpu.pointee.walker
    let store = GuestAccess(.store, .supervisor)
    for _ in 0..<count {
      guard case .memory = pager.handleFault(window, store, walker, &cpu.pointee.shadow) else { return nil }
      pager.undoUnsync(place.page)
    }
    _ = pager.takeFlush()
    return UInt64(count)
  }

  private mutating func resync(_ gva: GVA, _ changed: Int, _ count: Int) -> UInt64? {
    guard let place = place(of: gva) else { return nil }
    let walker = cpu.pointee.walker
    pager.undoResync(place.page)
    pager.undoUnsync(place.page)
    for _ in 0..<count {
      pager.undoResync(place.page, copying: 8)
      pager.flipGuestEntries(place.page, count: changed, bit: Host.writeBit)
      pager.resync(place.page, walker, cpu.pointee.shadow)
    }
    _ = pager.takeFlush()
    return pager.counters.resyncedEntries
  }

  private mutating func invalidate(_ gva: GVA, _ isUnsync: Bool, _ count: Int) -> UInt64? {
    guard let first = place(of: gva) else { return nil }
    let walker = cpu.pointee.walker
    if isUnsync { pager.undoSynchronization(first.page) }
    for turn in 0..<count {
      let position = (turn &* 8) & 511
      let place = first.page.entry(position)
      let old = pager.entry(at: place)
      pager.invalidate(gva.advanced(by: UInt64(position) &<< 12), walker, &cpu.pointee.shadow)
      pager.undoDrop(place, old)
      _ = pager.takeFlush()
    }
    pager.undoUnsync(first.page)
    return UInt64(count)
  }

  // MARK: Roots

  private mutating func loadUnsync(_ gva: GVA, _ tables: Int, _ count: Int) -> UInt64? {
    let walker = cpu.pointee.walker
    for _ in 0..<count {
      for table in 0..<UInt64(tables) {
        guard let place = place(of: gva.advanced(by: table &<< 21)) else { return nil }
        pager.undoSynchronization(place.page)
      }
      guard pager.loadRoot(walker, &cpu.pointee.shadow) else { return nil }
      _ = pager.takeFlush()
    }
    return pager.counters.resyncs
  }

  // MARK: Many pages, many aliases

  private mutating func find(_ pages: UInt64, _ count: Int) -> UInt64? {
    let role = cpu.pointee.shadow.mode.at(.leaf, .all)
    let generation = pager.generation
    var state: UInt64 = 1
    for _ in 0..<count {
      let gfn = GFN(((state &>> 32) &* pages) &>> 32)
      guard let found = pager.pages.find(gfn, role, generation: generation) else { return nil }
      // Knuth's generator, with what is known of the page in it: the next search cannot begin before.
      state =
        (state ^ UInt64(pager.pages[found].presentCount)) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    }
    return state
  }

  private mutating func unmap(_ gfn: GFN, _ count: Int) -> UInt64? {
    guard let frame = pager.index(of: gfn) else { return nil }
    let head = pager.map.mappings(of: frame)
    guard let last = pager.lists.last(of: head.pointee) else { return nil }
    let entry = pager.entry(at: last)
    let old = head.pointee
    let extent = pager.lists.extent(of: old)
    for _ in 0..<count {
      pager.unmap(gfn)
      guard head.pointee.isEmpty else { return nil }
      pager.undoDrain(frame, old, extent, entry)
    }
    _ = pager.takeFlush()
    return UInt64(pager.lists.count(head.pointee))
  }

  private mutating func writeProtect(_ gfn: GFN, _ count: Int) -> UInt64? {
    guard let frame = pager.index(of: gfn) else { return nil }
    for _ in 0..<count {
      pager.writeProtect(gfn)
      pager.grantWriteAccess(to: frame)
    }
    _ = pager.takeFlush()
    return UInt64(count)
  }

  private mutating func zapAll(_ gva: GVA, _ tables: Int, _ count: Int) -> UInt64? {
    for _ in 0..<count {
      guard touch(gva, tables, tables) != nil else { return nil }
      pager.beginZapAll()
      _ = pager.continueZapAll(limit: .max)
      performFlush()
    }
    return UInt64(pager.pageCount)
  }

  private mutating func touch(_ gva: GVA, _ tables: Int, _ count: Int) -> UInt64? {
    var table: UInt64 = 0
    var sum: UInt64 = 0
    for _ in 0..<count {
      guard case .memory(let hpa) = access(gva.advanced(by: table &<< 21), Self.load) else { return nil }
      sum &+= hpa.rawValue
      table &+= 1
      if table == UInt64(tables) { table = 0 }
    }
    return sum
  }

  private mutating func sweep(_ gva: GVA, _ count: Int) -> UInt64? {
    guard case .memory = access(gva, Self.load), let first = place(of: gva) else { return nil }
    var sum: UInt64 = 0
    for turn in 0..<count {
      let position = turn & 511
      if position == 0 {
        for position in 0..<512 { pager.undoMapping(first.page.entry(position)) }
        cpu.pointee.shadow.flushTranslations()
      }
      guard case .memory(let hpa) = access(gva.advanced(by: UInt64(position) &<< 12), Self.load) else { return nil }
      sum &+= hpa.rawValue
    }
    return sum
  }
}

extension ShadowMMU where Guest.Root == GPA {
  /// Runs any loop.
  @inline(__always)
  mutating func runAny(_ loop: ShadowLoop, count: Int) -> UInt64? {
    switch loop {
    case .loadRoots(let first, let roots): return loadRoots(first, roots, count)
    case .fork(let storm): return fork(storm, count)
    default: return run(loop, count: count)
    }
  }

  private mutating func loadRoots(_ first: GPA, _ roots: Int, _ count: Int) -> UInt64? {
    var root: UInt64 = 0
    for _ in 0..<count {
      root &+= 1
      if root >= UInt64(roots) { root = 0 }
      guard loadRoot(first.advanced(by: root &<< 12)) else { return nil }
    }
    return loadRoot(first) ? pager.counters.cachedRootLoads : nil
  }
}
