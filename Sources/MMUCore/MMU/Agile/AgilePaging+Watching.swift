// Stores to tables that have a shadow exit: the frames are mapped read-only wherever they are mapped, in shadow tables, in the second
// stage and in the TLB.

extension AgilePaging {
  /// Remembers by which page and shadow entry a frame that may hold tables is mapped.
  @inline(__always)
  func note(_ gpa: GPA, mappedAt gva: GVA, by place: HPA) {
    guard let frame = frameIndex(gpa) else { return }
    let page = gva.aligned(to: .kib4).rawValue | 1
    let known = storage.frames[frame].gva
    if known != page { storage.frames[frame].gva = known == 0 ? page : 2 }
    if place.rawValue != 0 { noteLeaf(of: frame, place.rawValue) }
  }

  private func noteLeaf(of frame: Int, _ place: UInt64) {
    let known = storage.frames[frame].leaf
    guard known != place, known != ~0 else { return }
    storage.frames[frame].leaf = known != 0 && maps(HPA(known), frame) ? ~0 : place
  }

  /// Whether the shadow entry at a place maps a frame that may hold tables; such frames are mapped alone.
  private func maps(_ place: HPA, _ frame: Int) -> Bool {
    guard let entry = stage2.walker.memory.load(at: place), level(of: storage.index(of: place)) == .leaf else {
      return false
    }
    return leads(entry, to: frame)
  }

  private func leads(_ entry: UInt64, to frame: Int) -> Bool {
    AgileEntry.isPresent(entry) && AgileEntry.address(entry) == hostAddress(GFN(UInt64(frame)).address)
  }

  /// Changes the shadow entries that map a frame.
  private mutating func changeLeaves(of frame: Int, _ change: (UInt64) -> UInt64) {
    let known = storage.frames[frame].leaf
    if known == ~0 {
      forEachEntry { agile, place, entry, table in
        guard agile.level(of: table) == .leaf, agile.leads(entry, to: frame) else { return }
        agile.stage2.walker.memory.store(change(entry), at: place)
      }
    } else if known != 0, maps(HPA(known), frame), let entry = stage2.walker.memory.load(at: HPA(known)) {
      stage2.walker.memory.store(change(entry), at: HPA(known))
    }
  }

  /// Drops the TLB's entries of a frame.
  private mutating func dropTranslations(ofFrame frame: Int) {
    switch storage.frames[frame].gva {
    case 0: break
    case 2: tlb.flushAll()
    case let page: tlb.invalidate(GVA(page & ~1))
    }
  }

  /// Has stores to a frame exit from now on.
  mutating func protect(_ frame: Int) {
    changeLeaves(of: frame) { $0 | AgileEntry.watched }
    stage2.protectFrame(GFN(UInt64(frame)).address)
    dropTranslations(ofFrame: frame)
  }

  /// Lets the guest store to a frame again; what the processor has cached without that right is walked again.
  mutating func unprotect(_ frame: Int) {
    changeLeaves(of: frame) { $0 & ~AgileEntry.watched }
    let gpa = GFN(UInt64(frame)).address
    if case .backed(_, false) = stage2.slots.resolve(gpa) { stage2.unprotectFrame(gpa) }
  }

  /// Whether the guest stored to a frame since this was last asked, as far as hardware's dirty bits tell.
  mutating func takeDirty(_ frame: Int) -> Bool {
    var isDirty = stage2.takeDirty(GFN(UInt64(frame)).address)
    changeLeaves(of: frame) { entry in
      isDirty = isDirty || entry & AgileEntry.dirty != 0
      return entry & ~AgileEntry.dirty
    }
    if isDirty { dropTranslations(ofFrame: frame) }
    return isDirty
  }

  // MARK: Stores that the monitor makes

  /// Makes a guest's store to a table that has a shadow: what was made of the old entry goes.
  mutating func emulateStore(_ entry: UInt64, at place: GPA, on host: HPA) {
    guard let frame = frameIndex(place) else { return }
    let old = stage2.walker.memory.loadEntry(at: host, Format.entrySize) ?? 0
    own.monitorReferences &+= 1
    stage2.walker.memory.storeEntry(entry, at: host, Format.entrySize)
    let offset = (place.offset(in: .kib4) &<< Self.entryShift) & ~7
    for slot in AgileFrame.levels {
      let table = storage.frames[frame].tables[slot]
      guard table != 0 else { continue }
      leave(old, for: entry, PageLevel(UInt64(slot) &+ 1))
      drop(storage.address(of: Int(table) &- 1).advanced(by: offset))
    }
    countStore(to: frame)
    countEvent()
  }

  /// A table that an entry of a level no longer leads to may be anything's next.
  private mutating func leave(_ old: UInt64, for new: UInt64, _ level: PageLevel) {
    guard case .table(let table) = Format.classify(old, at: level, rules) else { return }
    if case .table(table) = Format.classify(new, at: level, rules) { return }
    forget(table, level.below)
  }

  /// Forgets what was made of a table, before a store of which the monitor is not told what it stores.
  mutating func forgetShadows(of gpa: GPA) {
    guard let frame = frameIndex(gpa) else { return }
    for slot in 0..<4 {
      let table = storage.frames[frame].tables[slot]
      if table != 0 { empty(Int(table) &- 1) }
    }
  }
}
