import CHostShims

// The way down the shadow tables, along which missing pages are made and wrong ones replaced.

extension ShadowPager {
  /// Goes down to the table of a level, and makes on the way what is not there.
  ///
  /// A present link is followed only if its page is the one that the walk asks for: the guest's tables may have been changed
  /// in a way that nobody noticed (CVE-2026-46113, CVE-2026-53359).
  @inline(__always)
  mutating func descend<Guest: ShadowedFormat>(
    _ path: inout ShadowPath<Guest>, to target: PageLevel, _ walker: PageWalker<Guest>,
    _ processor: ShadowProcessor<Host>
  ) -> ShadowDescent {
    var page = processor.current.page
    var level = Host.rootLevel
    var inherited = Guest.inheritedAtRoot
    guard isKept(page, as: key(at: level, &path, inherited, processor)) else { return .unwatched }
    pages[page].writeCount = 0
    while level > target {
      inherited = gather(inherited, &path, at: level)
      let wanted = key(at: level.below, &path, inherited, processor)
      let place = place(of: path.gva, in: page, at: level)
      let entry = entry(at: place)
      let isLink = Host.isPresent(entry) && !Host.isLeaf(entry, at: level)
      if isLink && (isKept(child(of: place), as: wanted) || Policy.hasDefect(.followsStaleLinks)) {
        page = child(of: place)
        pages[page].writeCount = 0
      } else {
        guard let child = makeChild(wanted, walker, processor) else { return .unwatched }
        guard relink(place, to: child, &path, walker) else { return .changed }
        page = child
      }
      level = level.below
    }
    return .page(page)
  }

  @inline(__always)
  private func isKept(_ page: ShadowPageIndex, as key: ShadowPageKey) -> Bool {
    pages[page].gfn == key.gfn && pages[page].role == key.role
  }

  /// Adds what the guest's entry of a level says about everything below it.
  @inline(__always)
  private func gather<Guest: ShadowedFormat>(
    _ inherited: UInt64, _ path: inout ShadowPath<Guest>, at level: PageLevel
  ) -> UInt64 {
    let position = path.position(at: level)
    guard position >= 0 && position < path.trace.count &- 1 else { return inherited }
    return Guest.inherit(inherited, path.trace.step(position).entry)
  }

  /// Which page stands at a level of a path.
  @inline(__always)
  func key<Guest: ShadowedFormat>(
    at level: PageLevel, _ path: inout ShadowPath<Guest>, _ inherited: UInt64, _ processor: ShadowProcessor<Host>
  ) -> ShadowPageKey {
    let position = path.position(at: level)
    if position < 0 {
      return ShadowPageKey(gfn: GFN(0), role: processor.mode.at(level, .all).asSynthetic)
    }
    guard position < path.trace.count else { return directKey(at: level, path, processor) }
    let quadrant = Guest.quadrant(
      of: path.gva, at: level, root: path.rootLevel, hostRoot: Host.rootLevel)
    let role = processor.mode.at(level, Guest.access(inherited), quadrant: quadrant)
    let frame = path.trace.step(position).address.frame
    return ShadowPageKey(gfn: frame, role: Policy.protectsTables ? role : role.asPrivate)
  }

  /// The page that maps part of a guest's large page in smaller ones.
  @inline(never)
  private func directKey<Guest: ShadowedFormat>(
    at level: PageLevel, _ path: ShadowPath<Guest>, _ processor: ShadowProcessor<Host>
  ) -> ShadowPageKey {
    let reach = PageSize(shift: UInt8(truncatingIfNeeded: 12 &+ 9 &* level.rawValue))
    let rights = path.translation.rights
    let role =
      path.translation.isDirty
      ? processor.mode.at(level, rights).asDirect
      : processor.mode.at(level, rights.subtracting(.write)).asDirect.asClean
    let gfn = path.translation.address.aligned(to: reach).frame
    return ShadowPageKey(gfn: gfn, role: Policy.protectsTables ? role : role.asPrivate)
  }

  // MARK: Making and linking

  /// The page for a key, found or made, in sync and protecting its frame; `nil` where the frame cannot be watched.
  @inline(never)
  mutating func makeChild<Guest: ShadowedFormat>(
    _ key: ShadowPageKey, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) -> ShadowPageIndex? {
    if key.role.isPrivate { return pages.allocate(key.gfn, key.role, generation: generation) }
    if let found = find(key) {
      counters.pageHits &+= 1
      if !Policy.hasDefect(.linksUnsync) { synchronize(found, walker, processor) }
      pages[found].writeCount = 0
      return found
    }
    counters.pageMisses &+= 1
    if key.role.isDirect { return pages.allocate(key.gfn, key.role, generation: generation) }
    guard let frame = index(of: key.gfn),
      let page = pages.allocate(key.gfn, key.role, generation: generation)
    else { return nil }
    protect(key.gfn, frame, at: key.role.level)
    return page
  }

  /// The page that was made for a key, with the mistakes that a policy makes on purpose.
  @inline(__always)
  private func find(_ key: ShadowPageKey) -> ShadowPageIndex? {
    if let found = pages.find(key.gfn, key.role, generation: generation) { return found }
    return findAlike(key)
  }

  @inline(__always)
  private func findAlike(_ key: ShadowPageKey) -> ShadowPageIndex? {
    var ignored: UInt32 = 0
    if Policy.hasDefect(.ignoresAccessInRole) { ignored |= ShadowPageRole.accessField }
    if Policy.hasDefect(.ignoresDirectInRole) { ignored |= ShadowPageRole.directField | ShadowPageRole.accessField }
    if Policy.hasDefect(.ignoresQuadrantInRole) { ignored |= ShadowPageRole.quadrantField }
    if Policy.hasDefect(.ignoresModeInRole) { ignored |= ShadowPageRole.modeField }
    return ignored == 0 ? nil : pages.findAlike(key.gfn, key.role, ignoring: ignored, generation: generation)
  }

  /// Puts a link in an entry, unless the guest's entry of that level has changed.
  private mutating func relink<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, to child: ShadowPageIndex, _ path: inout ShadowPath<Guest>, _ walker: PageWalker<Guest>
  ) -> Bool {
    let level = pages[place.page].role.level
    let position = path.position(at: level)
    let isRead = position >= 0 && position < path.trace.count
    if isRead && !Policy.hasDefect(.skipsRecheck) && !path.isUnchanged(position, in: guest, walker.rules) {
      if pages[child].role.isPrivate { zap(child) }
      return false
    }
    drop(place)
    setLink(place, to: child)
    return true
  }

  /// Takes a guest frame for a table from now on: nobody writes it unnoticed, and no large page covers it.
  mutating func protect(_ gfn: GFN, _ frame: FrameIndex, at level: PageLevel) {
    if level > .leaf { zapUnsyncPages(of: gfn) }
    map.addTable(frame)
    if Policy.hasDefect(.skipsWriteProtection) { return }
    removeWriteAccess(to: frame)
    if !Policy.hasDefect(.mapsLargeOverTables) { dropLargeMappings(over: gfn, frame) }
  }

  /// A frame that is a table above the leaves is in sync: its unsync shadows as a leaf table go.
  private mutating func zapUnsyncPages(of gfn: GFN) {
    var page = pages.first(of: gfn)
    while !page.isNone {
      let next = pages.next(of: gfn, after: page)
      if pages[page].isUnsync { zap(page) }
      page = next
    }
  }

  /// Takes the right to write from every mapping of a frame.
  @inline(__always)
  mutating func removeWriteAccess(to frame: FrameIndex) {
    let tables = pages.tables
    var isChanged = false
    let head = map.mappings(of: frame).pointee
    lists.forEach(in: head, expecting: { host_prefetch(tables + $0.offset) }) { place in
      guard Host.isWritable(tables[place.offset]) else { return }
      tables[place.offset] &= ~Host.writeBit
      isChanged = true
    }
    if isChanged && !Policy.hasDefect(.skipsFlushAtWriteProtection) { requestFlush() }
  }

  /// Drops the large pages that cover a frame.
  private mutating func dropLargeMappings(over gfn: GFN, _ frame: FrameIndex) {
    guard let number = slots.find(gfn) else { return }
    for level in 2...3 as ClosedRange<UInt64> {
      let size = Host.pageSize(at: PageLevel(level))
      guard slots[number].holdsPage(at: gfn, shift: size.shift) else { return }
      let first = gfn.address.aligned(to: size).frame
      dropMappings(of: slots[number].index(of: first), at: PageLevel(level))
    }
  }

  /// Drops the mappings of one level that begin at a frame.
  mutating func dropMappings(of frame: FrameIndex, at level: PageLevel) {
    while let place = firstMapping(of: frame, at: level) { drop(place) }
  }

  private mutating func firstMapping(of frame: FrameIndex, at level: PageLevel) -> ShadowEntryIndex? {
    var found: ShadowEntryIndex?
    lists.forEach(in: map.mappings(of: frame).pointee) { place in
      if pages[place.page].role.level == level { found = place }
    }
    return found
  }
}
