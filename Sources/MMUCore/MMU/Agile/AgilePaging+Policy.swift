// Which tables are shadowed and which are walked in two dimensions.

extension AgilePaging {
  // MARK: By hand

  /// Sets how many of the lowest levels are walked in two dimensions in a range of addresses, whatever the policy says.
  ///
  /// A table belongs to the range by which it is reached first, and is switched as a whole. Every table is shadowed anew.
  ///
  /// - Parameters:
  ///   - level: 0 for shadow tables alone; 1 to 4; 5 for the guest's root as well, which leaves everything to the second stage.
  ///     From 4 on it holds for all addresses, since they share the root.
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
    for slot in 0..<4 {
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
      AgileEntry.isShadow(entry, at: level), AgileEntry.address(entry) == address
    {
      return drop(HPA(known.parent), level)
    }
    forEachEntry { agile, place, entry, holder in
      guard agile.level(of: holder) == level, AgileEntry.isShadow(entry, at: level),
        AgileEntry.address(entry) == address
      else { return }
      agile.drop(place, level)
    }
  }

  /// Tells hardware where walks begin: at the root's shadow, if it has one, or at the guest's own root.
  mutating func loadRootRegister() {
    rootEntry = 0
    guard let frame = frameIndex(root), let host = hostAddress(root) else { return }
    let table = storage.frames[frame].tables[3]
    if regions.highest >= 5 {
      rootEntry = AgileEntry.switching | AgileEntry.untranslated | root.aligned(to: .kib4).rawValue
    } else if regions.highest == 4 || storage.frames[frame].nestedLevel == 4 {
      rootEntry = AgileEntry.switching | host.aligned(to: .kib4).rawValue
    } else if table != 0 {
      rootEntry = storage.address(of: Int(table) &- 1).rawValue
    }
  }

  /// Whether the monitor has no part in the current address space but the second stage.
  var isAllNested: Bool { rootEntry & AgileEntry.switching != 0 }

  /// Whether even the guest's root is its own.
  var ownsRoot: Bool { regions.highest >= 5 }

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
    var slot = 0
    while slot < 4 && storage.frames[frame].tables[slot] == 0 { slot &+= 1 }
    guard slot < 4 else { return }
    if slot == 3 && UInt64(frame) != root.frame.rawValue {
      removeShadow(Int(storage.frames[frame].tables[3]) &- 1)
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

  /// Ends an interval: tables come back under shadow tables, as the policy has it.
  public mutating func endInterval() {
    events = 0
    interval &+= 1
    guard options.wayBack != .never else { return }
    for frame in storage.frames.indices where storage.frames[frame].nestedLevel > 0 && !storage.frames[frame].isPinned {
      if options.wayBack == .reset {
        storage.frames[frame].nestedLevel = 0
      } else {
        settle(GFN(UInt64(frame)).address, PageLevel(UInt64(storage.frames[frame].nestedLevel)), mayReturn: true)
      }
    }
    dropStaleSwitches()
  }

  /// Asks a table and all below it whether the guest stored to them. One that is clean comes back if all above it have.
  private mutating func settle(_ table: GPA, _ level: PageLevel, mayReturn: Bool) {
    guard let frame = frameIndex(table), storage.frames[frame].settled != interval else { return }
    storage.frames[frame].settled = interval
    let returns = !takeDirty(frame) && mayReturn
    if mayReturn { storage.frames[frame].nestedLevel = returns ? 0 : UInt8(truncatingIfNeeded: level.rawValue) }
    guard level > .leaf else { return }
    for offset in 0..<512 as Range<UInt64> {
      guard let entry = loadGuest(table.aligned(to: .kib4).advanced(by: offset &* 8)),
        case .table(let next) = X86Long4.classify(entry, at: level, rules)
      else { continue }
      settle(next, level.below, mayReturn: returns)
    }
  }

  /// Empties the entries that switch to tables that no longer are nested.
  private mutating func dropStaleSwitches() {
    forEachEntry { agile, place, entry, table in
      let level = agile.level(of: table)
      guard entry & AgileEntry.switching != 0, !AgileEntry.isPage(entry, at: level) else { return }
      let guestPlace = GPA(agile.storage.tables[table].guest).advanced(by: place.offset(in: .kib4))
      guard let guest = agile.loadGuest(guestPlace), let child = agile.frameIndex(GPA(guest & X86Bit.address)),
        UInt64(agile.storage.frames[child].nestedLevel) == level.below.rawValue
      else { return agile.drop(place, level) }
    }
    caches.flushAll()
    loadRootRegister()
  }
}
