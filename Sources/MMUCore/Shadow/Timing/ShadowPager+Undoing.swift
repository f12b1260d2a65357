import CHostShims

// What undoes an operation in a few stores, so that a timed loop repeats it: nothing else uses these.

extension ShadowPager {
  /// The entry of an address in the shadow tables below a root, at a level, or `nil` where the way down ends before.
  func place(of gva: GVA, under root: ShadowPageIndex, at level: PageLevel) -> ShadowEntryIndex? {
    var page = root
    while pages[page].role.level > level {
      let here = place(of: gva, in: page, at: pages[page].role.level)
      let entry = entry(at: here)
      guard Host.isPresent(entry) && !isLeaf(entry, at: here) else { return nil }
      page = child(of: here)
    }
    return place(of: gva, in: page, at: level)
  }

  /// Empties a leaf entry of 4 KiB without a flush.
  @inline(__always)
  mutating func undoMapping(_ place: ShadowEntryIndex) {
    guard Host.isPresent(entry(at: place)) else { return }
    pages.tables[place.offset] = 0
    pages[place.page].presentCount &-= 1
    lists.remove(place, from: map.mappings(of: frame(behind: place)))
  }

  /// Puts back a leaf entry that was dropped: its link still says what it mapped.
  @inline(__always)
  mutating func undoDrop(_ place: ShadowEntryIndex, _ old: UInt64) {
    guard entry(at: place) == 0 && Host.isPresent(old) else { return }
    pages.tables[place.offset] = old
    pages[place.page].presentCount &+= 1
    lists.insert(place, into: map.mappings(of: frame(behind: place)))
  }

  /// Makes a leaf table out of sync again after a resync.
  ///
  /// - Parameter byteCount: how much to copy; 8 if nobody else had the copy since, and it still says what the table says.
  @inline(__always)
  mutating func undoResync(_ page: ShadowPageIndex, copying byteCount: Int = 4096) {
    guard !pages[page].isUnsync, let frame = index(of: pages[page].gfn) else { return }
    pages[page].isUnsync = true
    map.frames[frame.position].unsyncCount &+= 1
    grantWriteAccess(to: frame)
    guard Policy.keepsSnapshots, let number = snapshots.allocate() else { return }
    pages[page].snapshot = number
    // A free copy's first word is the pool's.
    snapshots.bytes(number).copyMemory(from: guest.base + byteOffset(of: page), byteCount: byteCount)
  }

  /// Gives or takes the right to write in entries of a guest's leaf table, evenly spread, and lets the copy say what they said.
  @inline(__always)
  func flipGuestEntries(_ page: ShadowPageIndex, count: Int, bit: UInt64) {
    guard count > 0 else { return }
    let table = (guest.base + byteOffset(of: page)).assumingMemoryBound(to: UInt64.self)
    let copy = pages[page].snapshotNumber.map { snapshots.bytes($0).assumingMemoryBound(to: UInt64.self) }
    for number in 0..<count {
      let position = number &* (512 / count)
      if let copy { copy[position] = table[position] }
      table[position] ^= bit
    }
  }

  /// Takes a leaf table for in sync, unlooked at.
  @inline(__always)
  mutating func undoUnsync(_ page: ShadowPageIndex) {
    guard pages[page].isUnsync, let frame = index(of: pages[page].gfn) else { return }
    pages[page].isUnsync = false
    map.frames[frame.position].unsyncCount &-= 1
    removeWriteAccess(to: frame)
    if let number = pages[page].snapshotNumber { snapshots.release(number) }
    pages[page].snapshot = .max
    var child = page
    while let parent = lists.last(of: pages[child].parents) {
      pages.clearUnsyncBit(parent)
      child = parent.page
    }
  }

  /// Sets the bits on the ways down to an unsync page.
  @inline(__always)
  mutating func undoSynchronization(_ page: ShadowPageIndex) {
    undoResync(page)
    var child = page
    while let parent = lists.last(of: pages[child].parents), pages.setUnsyncBit(parent) { child = parent.page }
  }

  /// Makes every mapping of a frame writable.
  @inline(__always)
  mutating func grantWriteAccess(to frame: FrameIndex) {
    let tables = pages.tables
    let head = map.mappings(of: frame).pointee
    lists.forEach(in: head, expecting: { host_prefetch(tables + $0.offset) }) { tables[$0.offset] |= Host.writeBit }
  }

  private func byteOffset(of page: ShadowPageIndex) -> Int {
    Int(truncatingIfNeeded: pages[page].gfn.address.rawValue)
  }

  // MARK: Many pages, many aliases

  /// Makes as many pages as can be found, for guest frames from 0 on.
  mutating func fillPages(_ count: Int, _ mode: ShadowPageRole) -> Bool {
    for number in 0..<UInt64(count) {
      let role = mode.at(.leaf, .all)
      if pages.allocate(GFN(number), role, generation: generation) == nil { return false }
    }
    return true
  }

  /// Maps a frame as often as asked, at entries in a random order, in pages of no guest table.
  mutating func fillAliases(of gfn: GFN, count: Int, _ mode: ShadowPageRole) -> Bool {
    guard let number = slots.find(gfn), count <= 1 << 20 else { return false }
    var firstPage = ShadowPageIndex.none
    for page in 0..<(count &+ 511) / 512 {
      let role = mode.at(.leaf, .all).asPrivate
      guard let made = pages.allocate(GFN(0), role, generation: generation) else { return false }
      if page == 0 { firstPage = made }
    }
    let new = Host.entry(toPage: slots[number].hfn(of: gfn).address, at: .leaf, .all)
    var order: UInt32 = 0
    for _ in 0..<1 << 20 {
      // Any odd number's multiples visit all residues of a power of two.
      order = (order &+ 0x9E375) & 0xFFFFF
      if order >= UInt32(count) { continue }
      guard lists.freeCount > 0 else { return false }
      _ = setLeaf(ShadowEntryIndex(firstPage.rawValue &<< 9 &+ order), new, slots[number].index(of: gfn))
    }
    return true
  }

  /// Puts back every entry of a list that was drained: its blocks still name them.
  @inline(__always)
  mutating func undoDrain(
    _ frame: FrameIndex, _ old: EntryListHead, _ extent: (last: UInt32, count: Int), _ entry: UInt64
  ) {
    lists.undoDrain(extent)
    map.mappings(of: frame).pointee = old
    let tables = pages.tables
    let pages = pages
    lists.forEach(in: old, expecting: { host_prefetch(tables + $0.offset) }) { place in
      tables[place.offset] = entry
      pages[place.page].presentCount &+= 1
    }
  }
}
