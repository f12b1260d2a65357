import CHostShims

// What the host does to the guest's memory: slots that come, go and are logged; frames that go away; room for shadow pages.

extension ShadowPager {
  // MARK: Slots

  /// Adds a slot, or says why not and changes nothing.
  ///
  /// - Parameter frames: where its frames are, all of which it covers, if they may come and go.
  public mutating func insertSlot(
    _ slot: MemorySlot, frames: UnsafeMutablePointer<FrameMap>? = nil
  ) -> MemorySlots.Refusal? {
    if let refusal = slots.insert(slot, frames: frames) { return refusal }
    if let frames { self.frames = frames }
    forgetDevices()
    return nil
  }

  /// Removes the slot that begins at a guest frame, with everything that maps it; whether there was one.
  public mutating func removeSlot(beginningAt gfn: GFN) -> Bool {
    guard let number = slots.find(gfn), slots[number].slot.firstGuestFrame == gfn else { return false }
    let slot = slots[number]
    for offset in 0..<slot.slot.frameCount as Range<UInt64> {
      let frame = gfn.advanced(by: offset)
      if map.isTable(slot.index(of: frame)) { zapPages(of: frame) }
      dropAllMappings(of: slot.index(of: frame))
      map.clearDirty(slot.index(of: frame))
    }
    if slot.logsDirty { loggingCount &-= 1 }
    slots.remove(number)
    return true
  }

  /// Device entries are for addresses without a slot: after a change they no longer count, and when their generations come round
  /// again nothing of the first may be left.
  private mutating func forgetDevices() {
    deviceGeneration &+= 1
    if deviceGeneration & (DeviceEntry.generations &- 1) == 0 { beginZapAll() }
  }

  /// What a guest physical address stands for.
  public mutating func resolve(_ gpa: GPA) -> MemorySlots.Resolution {
    guard let number = slots.find(gpa.frame) else { return .unbacked }
    let slot = slots[number]
    guard slot.isMapped(gpa.frame) else { return .unbacked }
    let hpa = slot.hfn(of: gpa.frame).address.advanced(by: gpa.offset(in: .kib4))
    return .backed(hpa, isReadOnly: slot.isReadOnly(gpa.frame))
  }

  // MARK: Frames that go away

  /// Unmaps a guest frame: the host wants its memory back. The next access faults. Costs as much as it has mappings.
  @inline(never)
  public mutating func unmap(_ gfn: GFN) {
    guard let number = slots.find(gfn) else { return }
    let slot = slots[number]
    for level in 2...3 as ClosedRange<UInt64> {
      let size = Host.pageSize(at: PageLevel(level))
      guard slot.holdsPage(at: gfn, shift: size.shift) else { break }
      dropMappings(of: slot.index(of: gfn.address.aligned(to: size).frame), at: PageLevel(level))
    }
    dropAllMappings(of: slot.index(of: gfn))
  }

  /// Unmaps a machine frame, whichever guest frames it backs.
  public mutating func unmap(_ hfn: HFN) {
    for number in 0..<slots.count {
      let slot = slots[number].slot
      let distance = hfn.rawValue &- slot.firstHostFrame.rawValue
      if distance < slot.frameCount { unmap(slot.firstGuestFrame.advanced(by: distance)) }
    }
  }

  /// Takes the right to write from a guest frame's mappings. Costs as much as it has mappings.
  @inline(never)
  public mutating func writeProtect(_ gfn: GFN) {
    guard let frame = index(of: gfn) else { return }
    removeWriteAccess(to: frame)
  }

  /// Drops every mapping that begins at a frame.
  @inline(__always)
  private mutating func dropAllMappings(of frame: FrameIndex) {
    let head = map.mappings(of: frame)
    if head.pointee.isEmpty { return }
    let tables = pages.tables
    let pages = pages
    lists.drain(head, expecting: { host_prefetch(tables + $0.offset) }) { place in
      tables[place.offset] = 0
      pages[place.page].presentCount &-= 1
    }
    if !Policy.hasDefect(.skipsFlushAtDrop) { requestFlush() }
  }

  // MARK: Dirty logging

  /// Begins to note stores to a slot: nothing of it stays writable, nor larger than 4 KiB.
  public mutating func startDirtyLog(beginningAt gfn: GFN) -> Bool {
    guard let number = slots.find(gfn), slots[number].slot.firstGuestFrame == gfn else { return false }
    if slots[number].logsDirty { return true }
    slots[number].logsDirty = true
    loggingCount &+= 1
    let slot = slots[number]
    for offset in 0..<slot.slot.frameCount as Range<UInt64> {
      let frame = slot.index(of: gfn.advanced(by: offset))
      map.clearDirty(frame)
      dropMappings(of: frame, at: PageLevel(2))
      dropMappings(of: frame, at: PageLevel(3))
      removeWriteAccess(to: frame)
    }
    return true
  }

  /// Whether a store to a frame was noted since this was last asked; from now on the next is noted again.
  public mutating func takeDirty(_ gfn: GFN) -> Bool {
    guard let frame = index(of: gfn), map.isDirty(frame) else { return false }
    map.clearDirty(frame)
    removeWriteAccess(to: frame)
    return true
  }

  /// Ends the log, and drops the pieces of large pages so that they are mapped whole again.
  public mutating func stopDirtyLog(beginningAt gfn: GFN) -> Bool {
    guard let number = slots.find(gfn), slots[number].slot.firstGuestFrame == gfn, slots[number].logsDirty else {
      return false
    }
    slots[number].logsDirty = false
    loggingCount &-= 1
    let slot = slots[number]
    for offset in 0..<slot.slot.frameCount as Range<UInt64> {
      dropDirectMappings(of: slot.index(of: gfn.advanced(by: offset)))
    }
    return true
  }

  /// Gives up the direct pages that map a frame.
  private mutating func dropDirectMappings(of frame: FrameIndex) {
    while true {
      var found = ShadowPageIndex.none
      lists.forEach(in: map.mappings(of: frame).pointee) { if pages[$0.page].role.isDirect { found = $0.page } }
      if found.isNone || pages[found].rootCount > 0 { return }
      zap(found)
    }
  }

  // MARK: Room

  /// Sees to it that one fault can be handled: a page for every level, and list blocks for all entries that it may make. Gives
  /// up the oldest pages otherwise, but never a live root.
  @inline(__always)
  mutating func makeRoom(_ processor: inout ShadowProcessor<Host>) -> Bool {
    if pages.freeCount >= 6 && lists.freeCount >= 8 { return true }
    return reclaim(&processor)
  }

  @inline(never)
  private mutating func reclaim(_ processor: inout ShadowProcessor<Host>) -> Bool {
    var page = pages.oldest
    while !page.isNone && (pages.freeCount < 6 || lists.freeCount < 8) {
      let isLive = pages[page].rootCount > 0
      if isLive && !Policy.hasDefect(.reclaimsLiveRoots) {
        page = pages[page].newer
      } else {
        counters.recycled &+= 1
        pages[page].rootCount = 0
        zap(page)
        // What went with it may have been its neighbour.
        page = pages.oldest
      }
    }
    return pages.freeCount >= 6 && lists.freeCount >= 8
  }

  // MARK: Zapping everything

  /// Makes every shadow page obsolete at once; ``continueZapAll(limit:)`` frees them.
  public mutating func beginZapAll() {
    generation &+= 1
    rootEpoch &+= 1
    requestFlush()
  }

  /// Frees obsolete pages, the oldest first.
  ///
  /// - Parameter limit: the most pages to free now, so that nobody waits long.
  /// - Returns: whether none is left but those that processors hold as roots.
  public mutating func continueZapAll(limit: Int) -> Bool {
    var page = pages.oldest
    var count = 0
    while !page.isNone {
      if pages[page].generation == generation || pages[page].isInvalid {
        page = pages[page].newer
      } else if count == limit {
        return false
      } else {
        zap(page)
        count += 1
        page = pages.oldest
      }
    }
    return true
  }
}
