// The shadow tables: one for a guest's table at a level, shared by all that lead to it, since entries hold the guest's rights and
// hardware gathers them; and tables of their own for large pages that the host has only in pieces.

extension AgilePaging {
  /// The number of a guest's frame, if it may hold tables.
  @inline(__always)
  func frameIndex(_ gpa: GPA) -> Int? {
    let frame = gpa.frame.rawValue
    return frame < UInt64(storage.frames.count) ? Int(truncatingIfNeeded: frame) : nil
  }

  private static func slot(_ level: PageLevel) -> Int { Int(truncatingIfNeeded: level.rawValue) &- 1 }

  /// The shadow of a guest's table; from the first on, the monitor hears of stores to it. `nil`: no frame is left.
  mutating func shadowTable(of frame: Int, _ level: PageLevel) -> Int? {
    let present = storage.frames[frame].tables[Self.slot(level)]
    if present != 0 { return Int(present) &- 1 }
    guard let table = allocate(GFN(UInt64(frame)).address, level, isPart: false) else { return nil }
    let wasWatched = storage.frames[frame].isWatched
    storage.frames[frame].tables[Self.slot(level)] = UInt32(table) &+ 1
    if !wasWatched { protect(frame) }
    return table
  }

  /// A table for a part of the large page that a guest's entry maps.
  mutating func partTable(of guestPlace: GPA, _ level: PageLevel) -> Int? {
    allocate(guestPlace, level, isPart: true)
  }

  private mutating func allocate(_ guest: GPA, _ level: PageLevel, isPart: Bool) -> Int? {
    guard let frame = pool.allocate() else { return nil }
    let table = storage.index(of: frame.address)
    var new = AgileTable()
    new.guest = guest.rawValue
    new.level = UInt8(truncatingIfNeeded: level.rawValue)
    new.isPart = isPart
    storage.tables[table] = new
    for offset in 0..<512 as Range<UInt64> {
      stage2.walker.memory.store(0, at: frame.address.advanced(by: offset &* 8))
    }
    return table
  }

  /// Lets an entry lead to a table.
  mutating func link(_ guest: UInt64, to table: Int, at place: HPA) {
    let level = PageLevel(UInt64(storage.tables[table].level)).above
    drop(place, level)
    storage.tables[table].references &+= 1
    storage.tables[table].parent = place.rawValue
    stage2.walker.memory.store(AgileEntry.table(guest, storage.address(of: table), isSwitching: false), at: place)
  }

  /// Empties a shadow entry of a level, and frees what nothing else leads to.
  ///
  /// What hardware cached of the tables goes; what it cached of pages is the guest's to invalidate.
  mutating func drop(_ place: HPA, _ level: PageLevel) {
    guard let entry = stage2.walker.memory.load(at: place), entry & X86Bit.present != 0 else { return }
    stage2.walker.memory.store(0, at: place)
    guard !AgileEntry.isPage(entry, at: level) else { return }
    caches.flushAll()
    guard AgileEntry.isShadow(entry, at: level) else { return }
    let table = storage.index(of: AgileEntry.address(entry))
    storage.tables[table].references &-= 1
    if storage.tables[table].references == 0 { free(table) }
  }

  /// Frees a table that nothing leads to.
  mutating func free(_ table: Int) {
    empty(table)
    let freed = storage.tables[table]
    if !freed.isPart, let frame = frameIndex(GPA(freed.guest)) {
      storage.frames[frame].tables[Int(freed.level) &- 1] = 0
    }
    storage.tables[table].level = 0
    let isTaken = pool.free(storage.address(of: table).frame)
    precondition(isTaken, "the pool has room for all of its frames")
  }

  /// Empties all of a table's entries.
  mutating func empty(_ table: Int) {
    let level = PageLevel(UInt64(storage.tables[table].level))
    let address = storage.address(of: table)
    for offset in 0..<512 as Range<UInt64> { drop(address.advanced(by: offset &* 8), level) }
  }

  /// Gives up every shadow table, for room; the processor keeps its translations, which are the guest's to invalidate.
  @discardableResult
  mutating func giveUpShadows() -> AgileAnswer? {
    for frame in storage.frames.indices { storage.frames[frame].tables = InlineArray(repeating: 0) }
    for table in storage.tables.indices { storage.tables[table].level = 0 }
    pool = storage.makePool()
    rootEntry = 0
    caches.flushAll()
    loadRootRegister()
    return nil
  }

  /// Does something with every shadow entry that there is.
  @inline(__always)
  mutating func forEachEntry(_ body: (inout Self, _ place: HPA, _ entry: UInt64, _ table: Int) -> Void) {
    for table in storage.tables.indices where storage.tables[table].level > 0 {
      let address = storage.address(of: table)
      for offset in 0..<512 as Range<UInt64> {
        let place = address.advanced(by: offset &* 8)
        let entry = stage2.walker.memory.load(at: place) ?? 0
        if entry & X86Bit.present != 0 { body(&self, place, entry, table) }
      }
    }
  }

  /// The level of a table.
  func level(of table: Int) -> PageLevel { PageLevel(UInt64(storage.tables[table].level)) }

  /// How many shadow tables are in use.
  var tableCount: UInt64 { UInt64(storage.tables.count) &- pool.freeCount }

  /// Marks the guest's entry behind a shadow's leaf as dirty.
  func markGuest(for place: HPA) {
    let table = storage.tables[storage.index(of: place)]
    let offset = table.isPart ? 0 : place.offset(in: .kib4)
    guard let host = hostAddress(GPA(table.guest &+ offset)), let entry = stage2.walker.memory.load(at: host) else {
      return
    }
    stage2.walker.memory.store(X86Long4.markedLeaf(entry, dirty: true, rules), at: host)
  }
}
