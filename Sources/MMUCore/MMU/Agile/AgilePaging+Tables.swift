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
    if level == .leaf && storage.frames[frame].isReturning { fillAccessed(table) }
    storage.frames[frame].isReturning = false
    return table
  }

  /// A table for a part of the large page that a guest's entry maps.
  mutating func partTable(of guestPlace: GPA, _ level: PageLevel) -> Int? {
    allocate(guestPlace, level, isPart: true)
  }

  private mutating func allocate(_ guest: GPA, _ level: PageLevel, isPart: Bool) -> Int? {
    guard let table = takeFree() else { return nil }
    tableCount &+= 1
    var new = AgileTable()
    new.guest = guest.rawValue
    new.level = UInt8(truncatingIfNeeded: level.rawValue)
    new.isPart = isPart
    storage.tables[table] = new
    let address = storage.address(of: table)
    for offset in Self.shadowOffsets { stage2.walker.memory.store(0, at: address.advanced(by: offset &* 8)) }
    return table
  }

  private mutating func takeFree() -> Int? {
    if firstFree > 0 {
      let table = Int(firstFree) &- 1
      firstFree = storage.tables[table].references
      return table
    }
    guard freshCount > 0 else { return nil }
    defer { freshCount &-= 1 }
    return storage.tables.count &- Int(freshCount)
  }

  /// The numbers of a table's entries.
  static var shadowOffsets: Range<UInt64> {
    @inline(__always) get { 0..<1 &<< UInt64(Format.indexBits) }
  }

  /// How much longer a shadow's entry is than the guest's, as a binary logarithm.
  @inline(__always)
  static var entryShift: UInt64 { Format.entrySize == .bytes4 ? 1 : 0 }

  /// Where the entry for an address lies in a shadow table of a level.
  @inline(__always)
  static func shadowPlace(_ table: HPA, _ gva: GVA, _ level: PageLevel, _ rules: Format.Rules) -> HPA {
    table.advanced(by: Format.entryOffset(of: gva, at: level, rules) &<< entryShift)
  }

  /// Where the guest's entry behind one of a shadow table's lies.
  func guestPlace(of place: HPA, in table: Int) -> GPA {
    let known = storage.tables[table]
    return GPA(known.guest &+ (known.isPart ? 0 : storage.offset(of: place) &>> Self.entryShift))
  }

  /// Lets an entry lead to a table.
  mutating func link(_ guest: UInt64, to table: Int, at place: HPA) {
    drop(place)
    storage.tables[table].references &+= 1
    storage.tables[table].parent = place.rawValue
    stage2.walker.memory.store(AgileEntry.table(guest, storage.address(of: table), isSwitching: false), at: place)
  }

  /// Empties a shadow entry, and frees what nothing else leads to.
  ///
  /// What hardware cached of the tables goes; what it cached of pages is the guest's to invalidate.
  mutating func drop(_ place: HPA) {
    guard let entry = stage2.walker.memory.load(at: place), AgileEntry.isPresent(entry) else { return }
    stage2.walker.memory.store(0, at: place)
    guard entry & AgileEntry.page == 0 else { return }
    caches.flushAll()
    guard AgileEntry.isShadow(entry) else { return }
    let table = storage.index(of: AgileEntry.address(entry))
    storage.tables[table].references &-= 1
    if storage.tables[table].references == 0 { free(table) }
  }

  /// Frees a table that nothing leads to. The guest may store to its own again, if that was its only shadow.
  mutating func free(_ table: Int) {
    empty(table)
    let freed = storage.tables[table]
    storage.tables[table].level = 0
    storage.tables[table].references = firstFree
    firstFree = UInt32(table) &+ 1
    tableCount &-= 1
    guard !freed.isPart, let frame = frameIndex(GPA(freed.guest)) else { return }
    storage.frames[frame].tables[Int(freed.level) &- 1] = 0
    if !storage.frames[frame].isWatched { unprotect(frame) }
  }

  /// Empties all of a table's entries.
  mutating func empty(_ table: Int) {
    let address = storage.address(of: table)
    for offset in Self.shadowOffsets { drop(address.advanced(by: offset &* 8)) }
  }

  /// Gives up every shadow table, for room; the processor keeps its translations, which are the guest's to invalidate.
  @discardableResult
  mutating func giveUpShadows() -> AgileAnswer? {
    for frame in storage.frames.indices {
      let wasWatched = storage.frames[frame].isWatched
      storage.frames[frame].tables = InlineArray(repeating: 0)
      storage.frames[frame].leaf = 0
      if wasWatched { unprotect(frame) }
    }
    for table in storage.tables.indices { storage.tables[table].level = 0 }
    (firstFree, freshCount, tableCount) = (0, UInt64(storage.tables.count), 0)
    rootEntry = 0
    caches.flushAll()
    loadRootRegister()
    return nil
  }

  /// Does something with every shadow entry that there is.
  @inline(__always)
  mutating func forEachEntry(_ body: (inout Self, _ place: HPA, _ entry: UInt64, _ table: Int) -> Void) {
    for table in storage.tables.indices where storage.tables[table].level > 0 { forEachEntry(of: table, body) }
  }

  /// Does something with every entry of a table that there is.
  @inline(__always)
  mutating func forEachEntry(
    of table: Int, _ body: (inout Self, _ place: HPA, _ entry: UInt64, _ table: Int) -> Void
  ) {
    let address = storage.address(of: table)
    for offset in Self.shadowOffsets {
      let place = address.advanced(by: offset &* 8)
      let entry = stage2.walker.memory.load(at: place) ?? 0
      if AgileEntry.isPresent(entry) { body(&self, place, entry, table) }
    }
  }

  /// The level of a table.
  func level(of table: Int) -> PageLevel { PageLevel(UInt64(storage.tables[table].level)) }

  /// Marks the guest's entry behind a shadow's leaf as dirty; answers whether it was not.
  func markGuest(for place: HPA) -> Bool {
    let guest = guestPlace(of: place, in: storage.index(of: place))
    guard let host = hostAddress(guest), let entry = stage2.walker.memory.loadEntry(at: host, Format.entrySize) else {
      return false
    }
    let marked = Format.markedLeaf(entry, dirty: true, rules)
    stage2.walker.memory.storeEntry(marked, at: host, Format.entrySize)
    return marked != entry
  }
}
