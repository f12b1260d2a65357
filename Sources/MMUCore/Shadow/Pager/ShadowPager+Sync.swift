// Out of sync and back. Only leaf tables go out of sync, and all shadow pages of a frame together: while they are, the guest may
// write the frame, and their entries may be as old as the guest's last flush, as a TLB's may.

extension ShadowPager {
  // MARK: Out of sync

  /// Lets the guest write a table, if all its shadows are leaf tables and the policy allows it.
  @inline(never)
  mutating func makeUnsync(_ gfn: GFN, _ frame: FrameIndex) -> Bool {
    guard Policy.allowsUnsync, canUnsync(gfn) else { return false }
    var page = pages.first(of: gfn)
    while !page.isNone {
      if pages[page].isProtecting && !pages[page].isUnsync { markUnsync(page, frame) }
      page = pages.next(of: gfn, after: page)
    }
    return true
  }

  /// Whether every shadow of a frame is a leaf table, and there is a copy for each that needs one.
  private mutating func canUnsync(_ gfn: GFN) -> Bool {
    var needed = 0
    var page = pages.first(of: gfn)
    while !page.isNone {
      if pages[page].isProtecting {
        if pages[page].role.level > .leaf { return false }
        if !pages[page].isUnsync { needed &+= 1 }
      }
      page = pages.next(of: gfn, after: page)
    }
    return !Policy.keepsSnapshots || needed <= snapshots.freeCount
  }

  private mutating func markUnsync(_ page: ShadowPageIndex, _ frame: FrameIndex) {
    counters.unsynced &+= 1
    pages[page].isUnsync = true
    map.frames[frame.position].unsyncCount &+= 1
    if Policy.keepsSnapshots, let number = snapshots.allocate() {
      pages[page].snapshot = number
      snapshots.bytes(number).copyMemory(from: guestTable(of: page), byteCount: 4096)
    }
    markParents(of: page)
  }

  /// Sets the bits on every way down to a page; where one is set, so are those above it.
  private mutating func markParents(of page: ShadowPageIndex) {
    lists.forEach(in: pages[page].parents) { place in
      if pages.setUnsyncBit(place) { markParents(of: place.page) }
    }
  }

  /// A guest table's bytes.
  @inline(__always)
  private func guestTable(of page: ShadowPageIndex) -> UnsafeMutableRawPointer {
    guest.base + Int(truncatingIfNeeded: pages[page].gfn.address.rawValue)
  }

  /// Notes in a table's copy that a shadow entry now says what the guest's entry says.
  @inline(__always)
  func keepInSnapshot(_ place: ShadowEntryIndex) {
    guard Policy.keepsSnapshots, let number = pages[place.page].snapshotNumber else { return }
    let offset = Int(guestOffset(of: place))
    let width = isNarrow(pages[place.page].role) ? 4 : 8
    (snapshots.bytes(number) + offset).copyMemory(from: guestTable(of: place.page) + offset, byteCount: width)
  }

  @inline(__always)
  func isNarrow(_ role: ShadowPageRole) -> Bool {
    role.format == ShadowedFormatCode.x86Legacy32.rawValue || role.format == ShadowedFormatCode.riscVSv32.rawValue
  }

  /// The distance from the start of a guest's leaf table to the entry behind a shadow entry.
  @inline(__always)
  func guestOffset(of place: ShadowEntryIndex) -> UInt64 {
    let role = pages[place.page].role
    guard isNarrow(role) else { return UInt64(place.position) &* 8 }
    return ((role.quadrant & 1) &<< 9 | UInt64(place.position)) &* 4
  }

  // MARK: Back in sync

  /// Brings a page and everything below it back in sync.
  @inline(__always)
  mutating func synchronize<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    if pages[page].isUnsync { resync(page, walker, processor) }
    if pages[page].unsyncChildCount != 0 { synchronizeChildren(of: page, walker, processor) }
  }

  private mutating func synchronizeChildren<Guest: ShadowedFormat>(
    of page: ShadowPageIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    for word in 0..<ShadowPageTable.unsyncWords {
      var bits = pages.unsyncBits[page.position &* ShadowPageTable.unsyncWords &+ word]
      while bits != 0 {
        let place = page.entry(word &* 64 &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
        pages.clearUnsyncBit(place)
        synchronize(child(of: place), walker, processor)
      }
    }
  }

  /// Brings one leaf table back in sync: nobody writes it from here on, and every entry says what the guest's says.
  ///
  /// Pages that were made in another mode cannot be read in this one, and go.
  @inline(never)
  mutating func resync<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    guard pages[page].role.mode == processor.mode, let frame = index(of: pages[page].gfn) else { return zap(page) }
    counters.resyncs &+= 1
    removeWriteAccess(to: frame)
    pages[page].isUnsync = false
    map.frames[frame.position].unsyncCount &-= 1
    if let copy = pages[page].snapshotNumber {
      refreshChanged(page, since: copy, walker, processor)
      pages[page].snapshot = .max
      snapshots.release(copy)
    } else {
      refreshAll(page, walker, processor)
    }
  }

  private mutating func refreshAll<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    let width = ShadowPageTable.entriesPerLine
    for first in stride(from: 0, to: 512, by: width) where pages.hasEntries(from: page.entry(first)) {
      for position in first..<(first &+ width) where entry(at: page.entry(position)) != 0 {
        refresh(page.entry(position), walker, processor)
      }
    }
  }

  /// Looks at the entries that differ from the copy, a cache line at a time.
  private mutating func refreshChanged<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, since copy: UInt32, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    // Of a table of narrow entries, a shadow page is a half.
    let byteCount = isNarrow(pages[page].role) ? 2048 : 4096
    let start = Int(guestOffset(of: page.entry(0)))
    let now = UnsafeRawPointer(guestTable(of: page) + start)
    let then = UnsafeRawPointer(snapshots.bytes(copy) + start)
    var offset = 0
    while offset < byteCount {
      if differs(now + offset, then + offset, byteCount: 256) {
        for line in 0..<4 where differs(now + offset + line &* 64, then + offset + line &* 64, byteCount: 64) {
          refreshLine(page, at: offset &+ line &* 64, now, then, walker, processor)
        }
      }
      offset &+= 256
    }
  }

  /// Whether some bytes, a multiple of 32, differ. Both lie at multiples of 64.
  @inline(__always)
  private func differs(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, byteCount: Int) -> Bool {
    // Vectors of 16 bytes: what every x86-64 and AArch64 has, and wider ones are taken apart lane by lane.
    typealias Vector = SIMD2<UInt64>
    var low = Vector(repeating: 0)
    var high = Vector(repeating: 0)
    for offset in stride(from: 0, to: byteCount, by: 32) {
      low |= left.load(fromByteOffset: offset, as: Vector.self) ^ right.load(fromByteOffset: offset, as: Vector.self)
      high |=
        left.load(fromByteOffset: offset &+ 16, as: Vector.self)
        ^ right.load(fromByteOffset: offset &+ 16, as: Vector.self)
    }
    let all = low | high
    return all[0] | all[1] != 0
  }

  private mutating func refreshLine<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, at offset: Int, _ now: UnsafeRawPointer, _ then: UnsafeRawPointer,
    _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    let width = Int(Guest.entrySize.rawValue)
    for position in (offset / width)..<((offset &+ 64) / width) {
      let isChanged =
        width == 8
        ? now.load(fromByteOffset: position &* 8, as: UInt64.self)
          != then.load(fromByteOffset: position &* 8, as: UInt64.self)
        : now.load(fromByteOffset: position &* 4, as: UInt32.self)
          != then.load(fromByteOffset: position &* 4, as: UInt32.self)
      let place = page.entry(position)
      if isChanged && entry(at: place) != 0 { refresh(place, walker, processor) }
    }
  }

  /// Makes a shadow leaf say what the guest's entry says now; one that would map another frame, or nothing, goes.
  private mutating func refresh<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    counters.resyncedEntries &+= 1
    let old = entry(at: place)
    guard Host.isPresent(old), let leaf = guestLeaf(behind: place, walker), let number = slots.find(leaf.gfn),
      slots[number].index(of: leaf.gfn) == frame(behind: place)
    else { return drop(place) }
    // A right to write that was taken away, from this page's own frame for one, comes back by a fault alone.
    let mayWrite = Host.isWritable(old) || Policy.hasDefect(.grantsWriteAtResync)
    guard let new = leafEntry(leaf, in: slots[number], mayWrite: mayWrite, processor) else { return drop(place) }
    _ = setLeaf(place, new, frame(behind: place))
  }

  // MARK: Guest leaves read outside of a walk

  /// The guest's leaf behind a shadow entry of a leaf table, if it maps a page that was accessed.
  mutating func guestLeaf<Guest: ShadowedFormat>(
    behind place: ShadowEntryIndex, _ walker: PageWalker<Guest>
  ) -> ShadowGuestLeaf? {
    let role = pages[place.page].role
    let at = pages[place.page].gfn.address.advanced(by: Guest.guestOffset(of: place.position, in: role))
    guard let entry = guest.loadEntry(at: at, Guest.entrySize),
      case .leaf(let page, let size) = Guest.classify(entry, at: .leaf, walker.rules),
      Guest.markedLeaf(entry, dirty: false, walker.rules) == entry || Policy.hasDefect(.prefetchesUnaccessed)
    else { return nil }
    let inherited = Guest.inherited(role.access)
    var permitted = Guest.permitted(inherited, entry, walker.rules)
    if !Guest.isDirty(entry, walker.rules) && !Policy.hasDefect(.mapsCleanWritable) {
      permitted = permitted.subtracting(.stores)
    }
    let offset = UInt64(place.position) &<< 12 & size.offsetMask
    return ShadowGuestLeaf(
      gfn: page.advanced(by: offset).frame, permitted: permitted,
      rights: Guest.rights(inherited, entry, walker.rules))
  }

  /// The shadow entry for a guest's leaf, or `nil` if nothing is permitted.
  mutating func leafEntry(
    _ leaf: ShadowGuestLeaf, in slot: ShadowSlot, mayWrite: Bool, _ processor: ShadowProcessor<Host>
  ) -> UInt64? {
    let permitted = mayWrite ? leaf.permitted : leaf.permitted.subtracting(.stores)
    guard permitted != .none else { return nil }
    let rights = Host.rights(permitting: permitted, asked: .none, natural: leaf.rights, processor.rules)
    guard let rights, Host.permitted(by: rights, processor.rules) != .none else { return nil }
    return Host.entry(toPage: slot.hfn(of: leaf.gfn).address, at: .leaf, rights)
  }

  // MARK: Prefetching

  /// Maps the accessed neighbours of an entry that a fault has just filled.
  @inline(never)
  mutating func prefetch<Guest: ShadowedFormat>(
    around place: ShadowEntryIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    guard pages[place.page].role.isIndirect, lists.freeCount > options.prefetchCount else { return }
    let first = place.position & ~(options.prefetchCount &- 1)
    for position in first..<(first &+ options.prefetchCount) where entry(at: place.page.entry(position)) == 0 {
      prefill(place.page.entry(position), walker, processor)
    }
  }

  /// Maps what the guest's entry behind an empty leaf says, as far as that needs nothing else to change. One list block is free.
  mutating func prefill<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    guard let leaf = guestLeaf(behind: place, walker), let number = slots.find(leaf.gfn) else { return }
    let slot = slots[number]
    let frame = slot.index(of: leaf.gfn)
    let isTable = Policy.protectsTables && map.isTable(frame) && !Policy.hasDefect(.prefetchesTablesWritable)
    let isLogged = slot.logsDirty && !map.isDirty(frame)
    let mayWrite = !isTable && !isLogged && !slot.isReadOnly(leaf.gfn)
    guard slot.isMapped(leaf.gfn), let new = leafEntry(leaf, in: slot, mayWrite: mayWrite, processor) else { return }
    counters.prefetched &+= 1
    _ = setLeaf(place, new, frame)
    keepInSnapshot(place)
  }
}
