// Which tables are shadowed and which are walked in two dimensions.

extension AgilePaging {
  // MARK: By hand

  /// Sets how many of the lowest levels are walked in two dimensions in a range of addresses, whatever the policy says.
  ///
  /// A table belongs to the range by which it is reached first, and is switched as a whole. Every table is shadowed anew.
  ///
  /// - Parameters:
  ///   - level: 0 for shadow tables alone; 1 to n, the root's level; n + 1 for the guest's root as well, which leaves everything to
  ///     the second stage. From n on it holds for all addresses, since they share the root.
  ///   - range: up to 8 different ones; the one that was set last counts where they overlap.
  /// - Returns: whether there was room for the range.
  public mutating func setSwitchLevel(_ level: UInt8, for range: Range<GVA>) -> Bool {
    guard regions.set(level, for: range) else { return false }
    restart()
    return true
  }

  /// Leaves everything to the policy again.
  public mutating func clearSwitchLevels() {
    regions = AgileRegions()
    restart()
  }

  private mutating func restart() {
    for frame in storage.frames.indices {
      storage.frames[frame].nestedLevel = 0
      storage.frames[frame].isPinned = false
      storage.frames[frame].born = 0
    }
    giveUpShadows()
    tlb.flushAll()
  }

  /// Keeps the policy from a table that is reached by an address whose level was set by hand.
  @inline(__always)
  func pin(_ frame: Int, under gva: GVA) {
    if regions.level(at: gva) != nil { storage.frames[frame].isPinned = true }
  }

  // MARK: Switching

  /// Whether a table of a level is walked in two dimensions.
  mutating func isNested(_ frame: Int, _ level: PageLevel, _ gva: GVA) -> Bool {
    if UInt64(storage.frames[frame].nestedLevel) == level.rawValue { return true }
    guard let hand = regions.level(at: gva), UInt64(hand) >= level.rawValue else { return false }
    nest(frame, level)
    storage.frames[frame].isPinned = true
    return true
  }

  /// Switches at a table: it and everything below it lose their shadows.
  private mutating func nest(_ frame: Int, _ level: PageLevel) {
    storage.frames[frame].nestedLevel = UInt8(truncatingIfNeeded: level.rawValue)
    storage.frames[frame].isReturning = false
    mayHaveNested = true
    for slot in AgileFrame.levels {
      let table = storage.frames[frame].tables[slot]
      if table != 0 { removeShadow(Int(table) &- 1) }
    }
    loadRootRegister()
  }

  /// Frees a shadow table, and empties the entries that lead to it.
  private mutating func removeShadow(_ table: Int) {
    let (known, level, address) = (storage.tables[table], level(of: table).above, storage.address(of: table))
    guard known.references > 0 else {
      free(table)
      caches.flushAll()
      return loadRootRegister()
    }
    if known.references == 1, let entry = stage2.walker.memory.load(at: HPA(known.parent)),
      AgileEntry.isShadow(entry), AgileEntry.address(entry) == address
    {
      return drop(HPA(known.parent))
    }
    forEachEntry { agile, place, entry, holder in
      guard agile.level(of: holder) == level, AgileEntry.isShadow(entry), AgileEntry.address(entry) == address else {
        return
      }
      agile.drop(place)
    }
  }

  /// Where the root's shadow is among a frame's.
  private var rootSlot: Int { Int(truncatingIfNeeded: Format.rootLevel(rules).rawValue) &- 1 }

  /// Tells hardware where walks begin: at the root's shadow, if it has one, or at the guest's own root.
  mutating func loadRootRegister() {
    rootEntry = 0
    let level = Format.rootLevel(rules)
    guard let frame = frameIndex(root), let host = hostAddress(root) else { return }
    let table = storage.frames[frame].tables[rootSlot]
    let hand = UInt64(regions.highest)
    if hand > level.rawValue {
      rootEntry = AgileEntry.switching | AgileEntry.untranslated | root.aligned(to: .kib4).rawValue
    } else if hand == level.rawValue || UInt64(storage.frames[frame].nestedLevel) == level.rawValue {
      rootEntry = AgileEntry.switching | host.aligned(to: .kib4).rawValue
    } else if table != 0 {
      rootEntry = storage.address(of: Int(table) &- 1).rawValue
    }
  }

  /// Whether even the guest's root is its own.
  var ownsRoot: Bool { UInt64(regions.highest) > Format.rootLevel(rules).rawValue }

  // MARK: Roots that come and go

  /// What the cache of roots knows a root by.
  static func rootKey(_ root: GPA) -> UInt64 { root.rawValue | 1 }

  /// Notes that a root was loaded: a new one starts nested, if the policy has it so and nothing was set by hand.
  mutating func noteRoot() {
    if let released = releasedRoot, released != root {
      releasedRoot = nil
      forget(released, Format.rootLevel(rules))
    }
    guard let frame = frameIndex(root), !storage.frames[frame].isKnownRoot else { return }
    storage.frames[frame].isKnownRoot = true
    guard options.startsNested, regions.isEmpty else { return }
    storage.frames[frame].born = interval
    nest(frame, Format.rootLevel(rules))
  }

  /// Forgets what is known of a root, and of the tables that only it leads to.
  mutating func release(_ root: GPA) {
    guard let frame = frameIndex(root) else { return }
    storage.frames[frame].isKnownRoot = false
    storage.frames[frame].born = 0
    storage.rootCache.removeEach { $0 == Self.rootKey(root) }
    let table = storage.frames[frame].tables[rootSlot]
    if table != 0 { forgetAll(below: Int(table) &- 1) }
    if storage.frames[frame].isPinned { return }
    if root == self.root {
      releasedRoot = root
      return nest(frame, Format.rootLevel(rules))
    }
    if table != 0 { removeShadow(Int(table) &- 1) }
    forget(root, Format.rootLevel(rules))
  }

  /// Forgets the tables to which a shadow table switches, or to which those below it do that nothing else leads to.
  private mutating func forgetAll(below table: Int) {
    forEachEntry(of: table) { agile, place, entry, table in
      if AgileEntry.isSwitching(entry) {
        let level = agile.level(of: table)
        guard let host = agile.hostAddress(agile.guestPlace(of: place, in: table)),
          let entry = agile.stage2.walker.memory.loadEntry(at: host, Format.entrySize),
          case .table(let next) = Format.classify(entry, at: level, agile.rules)
        else { return }
        agile.forget(next, level.below)
      } else if AgileEntry.isShadow(entry) {
        let below = agile.storage.index(of: AgileEntry.address(entry))
        if agile.storage.tables[below].references == 1 { agile.forgetAll(below: below) }
      }
    }
  }

  /// Forgets what the policy learnt of a table of a level.
  mutating func forget(_ table: GPA, _ level: PageLevel) {
    guard let frame = frameIndex(table), !storage.frames[frame].isPinned else { return }
    storage.frames[frame].stores = 0
    storage.frames[frame].isReturning = false
    if UInt64(storage.frames[frame].nestedLevel) == level.rawValue { storage.frames[frame].nestedLevel = 0 }
  }

  // MARK: By policy

  /// Counts a store to a table that has a shadow; with the last that the policy bears, it goes nested. A root that is not in use
  /// only loses its shadow: it may be a table of something else by now.
  mutating func countStore(to frame: Int) {
    guard options.storesToNest > 0, !storage.frames[frame].isPinned else { return }
    if storage.frames[frame].interval != interval {
      storage.frames[frame].interval = interval
      storage.frames[frame].stores = 0
    }
    storage.frames[frame].stores &+= 1
    guard storage.frames[frame].stores >= options.storesToNest else { return }
    storage.frames[frame].stores = 0
    guard let slot = AgileFrame.levels.first(where: { storage.frames[frame].tables[$0] != 0 }) else { return }
    if slot == rootSlot && UInt64(frame) != root.frame.rawValue {
      removeShadow(Int(storage.frames[frame].tables[slot]) &- 1)
    } else {
      nest(frame, PageLevel(UInt64(slot) &+ 1))
    }
  }

  /// Counts what happens in an interval, and ends it.
  @inline(__always)
  mutating func countEvent() {
    events &+= 1
    if events == options.interval { endInterval() }
  }

  /// Ends an interval: tables come back under shadow tables, as the policy has it, and roots that lived through it go there.
  public mutating func endInterval() {
    events = 0
    interval &+= 1
    guard mayHaveNested else { return }
    (mayHaveNested, hasReturned) = (false, false)
    for frame in storage.frames.indices where storage.frames[frame].nestedLevel > 0 && !storage.frames[frame].isPinned {
      if storage.frames[frame].born > 0 {
        growUp(frame)
      } else if options.wayBack == .reset {
        comeBack(frame, PageLevel(UInt64(storage.frames[frame].nestedLevel)))
      } else if options.wayBack == .dirtyBits {
        settle(GFN(UInt64(frame)).address, PageLevel(UInt64(storage.frames[frame].nestedLevel)), mayReturn: true)
      }
      if storage.frames[frame].nestedLevel > 0 { mayHaveNested = true }
    }
    if hasReturned { dropStaleSwitches() }
  }

  /// A root that started nested, and was there already when the interval began, is shadowed from now on. Tables below it that were
  /// stored to stay nested.
  private mutating func growUp(_ root: Int) {
    guard storage.frames[root].born &+ 1 < interval else { return }
    storage.frames[root].born = 0
    let level = PageLevel(UInt64(storage.frames[root].nestedLevel))
    comeBack(root, level)
    if options.wayBack == .dirtyBits { settleAll(below: GFN(UInt64(root)).address, level, mayReturn: true) }
  }

  private mutating func comeBack(_ frame: Int, _ level: PageLevel) {
    storage.frames[frame].nestedLevel = 0
    storage.frames[frame].isReturning = level == .leaf
    hasReturned = true
  }

  /// Asks a table and all below it whether the guest stored to them. One that is clean comes back if all above it have.
  private mutating func settle(_ table: GPA, _ level: PageLevel, mayReturn: Bool) {
    guard let frame = frameIndex(table), storage.frames[frame].settled != interval else { return }
    storage.frames[frame].settled = interval
    let returns = !takeDirty(frame) && mayReturn
    if returns {
      comeBack(frame, level)
    } else if mayReturn {
      storage.frames[frame].nestedLevel = UInt8(truncatingIfNeeded: level.rawValue)
      mayHaveNested = true
    }
    if level > .leaf { settleAll(below: table, level, mayReturn: returns) }
  }

  private mutating func settleAll(below table: GPA, _ level: PageLevel, mayReturn: Bool) {
    for number in Self.shadowOffsets {
      let place = table.aligned(to: .kib4).advanced(by: number &* UInt64(Format.entrySize.rawValue))
      guard let entry = loadGuest(place), case .table(let next) = Format.classify(entry, at: level, rules) else {
        continue
      }
      settle(next, level.below, mayReturn: mayReturn)
    }
  }

  /// Empties the entries that switch to tables that no longer are nested.
  private mutating func dropStaleSwitches() {
    forEachEntry { agile, place, entry, table in
      guard AgileEntry.isSwitching(entry) else { return }
      let level = agile.level(of: table)
      guard let guest = agile.loadGuest(agile.guestPlace(of: place, in: table)),
        case .table(let next) = Format.classify(guest, at: level, agile.rules), let child = agile.frameIndex(next),
        UInt64(agile.storage.frames[child].nestedLevel) == level.below.rawValue
      else { return agile.drop(place) }
    }
    caches.flushAll()
    loadRootRegister()
  }
}
