// Trapped writes to tables, and what tells that a frame is a table no more.

extension ShadowPager {
  /// Performs a guest's store to a frame that may be a table, and keeps its shadows in step.
  ///
  /// - Parameters:
  ///   - value: the bytes to store, the lowest first.
  ///   - byteCount: 1, 2, 4 or 8; the bytes must not cross into another frame.
  /// - Returns: whether the address lies in memory; outside nothing is written.
  @inline(never) @discardableResult
  public mutating func write<Guest: ShadowedFormat>(
    _ value: UInt64, byteCount: Int, at gpa: GPA, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) -> Bool {
    counters.tableWrites &+= 1
    guard guest.storeBytes(value, byteCount: byteCount, at: gpa) else { return false }
    noteStore(to: gpa.frame)
    guard Policy.protectsTables else { return true }
    let offset = Int(gpa.offset(in: .kib4))
    var page = pages.first(of: gpa.frame)
    while !page.isNone {
      // Giving up a page may give up others of the same frame: begin again.
      if pages[page].isProtecting && noLongerTable(page, offset, byteCount) {
        counters.flooded &+= 1
        zap(page)
        page = pages.first(of: gpa.frame)
      } else {
        if pages[page].isProtecting { dropWritten(page, offset, byteCount, walker, processor) }
        page = pages.next(of: gpa.frame, after: page)
      }
    }
    return true
  }

  /// Performs a guest's store that its mapping permits, by the host address that it reached.
  ///
  /// - Returns: whether a slot has that memory.
  @discardableResult
  public func storeByGuest(_ value: UInt64, byteCount: Int, at hpa: HPA) -> Bool {
    guard let gpa = guestAddress(of: hpa) else { return false }
    return guest.storeBytes(value, byteCount: byteCount, at: gpa)
  }

  /// The guest physical address that a host address backs.
  public func guestAddress(of hpa: HPA) -> GPA? {
    for number in 0..<slots.count {
      let slot = slots[number].slot
      let distance = hpa.frame.rawValue &- slot.firstHostFrame.rawValue
      guard distance < slot.frameCount else { continue }
      return slot.firstGuestFrame.advanced(by: distance).address.advanced(by: hpa.offset(in: .kib4))
    }
    return nil
  }

  /// Notes in the dirty log that a frame was written.
  @inline(__always)
  mutating func noteStore(to gfn: GFN) {
    guard loggingCount != 0, let number = slots.find(gfn), slots[number].logsDirty else { return }
    if !Policy.hasDefect(.losesDirtyLog) { map.markDirty(slots[number].index(of: gfn)) }
  }

  /// Whether a write shows that a frame is no table: it is written as none is, or too often without being used.
  private mutating func noLongerTable(_ page: ShadowPageIndex, _ offset: Int, _ byteCount: Int) -> Bool {
    let role = pages[page].role
    let width = isNarrow(role) ? 4 : 8
    let crosses = (offset ^ (offset &+ byteCount &- 1)) & ~(width &- 1) != 0
    // A byte alone may be a bit that is set or cleared; two bytes are not how tables are written.
    let isPartial = byteCount < 4 && byteCount != 1
    if crosses && byteCount <= width || isPartial { return true }
    pages[page].writeCount &+= 1
    let limit = role.level > .leaf ? options.floodLimit : options.leafFloodLimit
    return pages[page].writeCount >= limit
  }

  /// Drops the shadow entries of the guest entries that a write touched.
  @inline(__always)
  private mutating func dropWritten<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, _ offset: Int, _ byteCount: Int, _ walker: PageWalker<Guest>,
    _ processor: ShadowProcessor<Host>
  ) {
    let positions = shadowPositions(of: offset, byteCount, in: pages[page].role)
    for position in positions {
      let place = page.entry(position)
      let old = entry(at: place)
      if Host.isPresent(old) && !isLeaf(old, at: place) { counters.linksDropped &+= 1 }
      if old != 0 { drop(place) }
      if options.prefillsOnWrite { prefillWritten(place, walker, processor) }
    }
  }

  /// The positions in a shadow table that stand for some bytes of the guest's table: none, if they are another quadrant's.
  @inline(__always)
  private func shadowPositions(of offset: Int, _ byteCount: Int, in role: ShadowPageRole) -> Range<Int> {
    let last = offset &+ byteCount &- 1
    guard isNarrow(role) else { return offset / 8..<last / 8 &+ 1 }
    // A narrow entry above the leaves maps 4 MiB, which are two shadow entries.
    let perEntry = role.level > .leaf ? 2 : 1
    let quadrant = Int(role.quadrant & 3) &* 512
    var end = (last / 4 &+ 1) &* perEntry
    if Policy.hasDefect(.dropsFirstNarrowEntryOnly) { end = (offset / 4 &+ 1) &* perEntry }
    if Policy.hasDefect(.dropsFirstHalfOnly) { end = offset / 4 &* perEntry &+ 1 }
    let low = max(offset / 4 &* perEntry &- quadrant, 0)
    let high = min(end &- quadrant, 512)
    return low..<max(low, high)
  }

  private mutating func prefillWritten<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) {
    let role = pages[place.page].role
    guard role.level == .leaf, role.mode == processor.mode, lists.freeCount > 0 else { return }
    prefill(place, walker, processor)
  }

  /// Takes note that the host itself has changed guest memory, by whatever means: tables among it are shadowed anew.
  public mutating func hostDidWrite(_ gfn: GFN) {
    noteStore(to: gfn)
    zapPages(of: gfn)
  }

  /// Gives up every shadow of a frame.
  mutating func zapPages(of gfn: GFN) {
    var page = pages.first(of: gfn)
    while !page.isNone {
      if pages[page].isProtecting {
        zap(page)
        page = pages.first(of: gfn)
      } else {
        page = pages.next(of: gfn, after: page)
      }
    }
  }
}
