// The audit of everything that can be checked without reading the guest's tables. It changes nothing and may be slow.

extension ShadowPager {
  /// The first rule that the books and entries break, or `nil`.
  ///
  /// - Parameter heldRoots: how many roots the processors hold together.
  mutating func auditBooks(heldRoots: Int) -> ShadowViolation? {
    var totals = ShadowTotals()
    for number in 0..<pages.capacity where pages[ShadowPageIndex(UInt32(number))].isLive {
      if let violation = auditPage(ShadowPageIndex(UInt32(number)), &totals) { return violation }
    }
    if totals.pages != pages.capacity - pages.freeCount || !isAgeListSound(totals.pages) {
      return ShadowViolation(.ageList)
    }
    if totals.roots != heldRoots { return ShadowViolation(.rootCount) }
    if totals.copies != snapshots.usedCount { return ShadowViolation(.pools) }
    return auditLists(totals)
  }

  private func isAgeListSound(_ count: Int) -> Bool {
    var seen = 0
    var before = ShadowPageIndex.none
    var page = pages.oldest
    while !page.isNone && seen <= count {
      guard pages[page].isLive, pages[page].older == before else { return false }
      before = page
      page = pages[page].newer
      seen += 1
    }
    return seen == count && pages.newest == before
  }

  // MARK: Pages

  private mutating func auditPage(_ page: ShadowPageIndex, _ totals: inout ShadowTotals) -> ShadowViolation? {
    let shadow = pages[page]
    totals.pages += 1
    totals.roots += Int(shadow.rootCount)
    totals.copies += shadow.snapshotNumber == nil ? 0 : 1
    totals.protecting += shadow.isProtecting ? 1 : 0
    totals.unsync += shadow.isUnsync ? 1 : 0
    if let violation = auditIdentity(page) { return violation }
    var presentCount = 0
    for position in 0..<512 {
      let place = page.entry(position)
      let entry = entry(at: place)
      if entry == 0 { continue }
      if Host.isPresent(entry) { presentCount += 1 }
      if let violation = auditEntry(place, entry, &totals) { return violation }
    }
    if presentCount != Int(shadow.presentCount) { return ShadowViolation(.presentCount, page) }
    return auditUnsync(page)
  }

  private func auditIdentity(_ page: ShadowPageIndex) -> ShadowViolation? {
    let shadow = pages[page]
    let owners = lists.count(shadow.parents) + Int(shadow.rootCount)
    if shadow.isInvalid {
      let isEmpty = shadow.presentCount == 0 && shadow.parents.isEmpty && shadow.rootCount > 0
      return isEmpty ? nil : ShadowViolation(.invalidPage, page)
    }
    if shadow.role.isPrivate { return owners == 1 ? nil : ShadowViolation(.pageIdentity, page) }
    let isFound = pages.find(shadow.gfn, shadow.role, generation: shadow.generation) == page
    return isFound ? nil : ShadowViolation(.pageIdentity, page)
  }

  private func auditUnsync(_ page: ShadowPageIndex) -> ShadowViolation? {
    let shadow = pages[page]
    if shadow.isUnsync {
      let isAllowed = Policy.allowsUnsync && shadow.role.level == .leaf && shadow.role.isIndirect
      let hasCopy = shadow.snapshotNumber != nil
      guard isAllowed && hasCopy == Policy.keepsSnapshots else { return ShadowViolation(.unsync, page) }
    }
    var markCount = 0
    for position in 0..<512 where pages.hasUnsyncBit(page.entry(position)) {
      markCount += 1
      let entry = entry(at: page.entry(position))
      guard Host.isPresent(entry) && !isLeaf(entry, at: page.entry(position)) else {
        return ShadowViolation(.unsyncMarks, page.entry(position))
      }
    }
    if markCount != Int(shadow.unsyncChildCount) { return ShadowViolation(.unsyncMarks, page) }
    guard shadow.isUnsync || markCount > 0 else { return nil }
    var violation: ShadowViolation?
    lists.forEach(in: shadow.parents) { place in
      if !pages.hasUnsyncBit(place) { violation = ShadowViolation(.unsyncMarks, place) }
    }
    return violation
  }

  // MARK: Entries

  private mutating func auditEntry(
    _ place: ShadowEntryIndex, _ entry: UInt64, _ totals: inout ShadowTotals
  ) -> ShadowViolation? {
    if !Host.isPresent(entry) { return auditDevice(place, entry) }
    if isLeaf(entry, at: place) {
      totals.mappings &+= ShadowTotals.share(place)
      return auditMapping(place, entry)
    }
    totals.links &+= ShadowTotals.share(place)
    let child = child(of: place)
    let shadow = pages[place.page]
    guard child.position < pages.capacity, pages[child].isLive, !pages[child].isInvalid,
      pages[child].role.level == shadow.role.level.below, pages[child].role.mode == shadow.role.mode,
      entry == Host.entry(toTable: pages.table(of: child))
    else { return ShadowViolation(.link, place) }
    return nil
  }

  private mutating func auditDevice(_ place: ShadowEntryIndex, _ entry: UInt64) -> ShadowViolation? {
    guard let device = DeviceEntry(entry), pages[place.page].role.level == .leaf else {
      return ShadowViolation(.deviceEntry, place)
    }
    let isCurrent = device.generation == deviceGeneration & (DeviceEntry.generations - 1)
    return isCurrent && slots.find(device.gfn) != nil ? ShadowViolation(.deviceEntry, place) : nil
  }

  private func auditMapping(_ place: ShadowEntryIndex, _ entry: UInt64) -> ShadowViolation? {
    let frame = frame(behind: place)
    guard let slot = slots.slot(of: frame) else { return ShadowViolation(.mapping, place) }
    let size = Host.pageSize(at: pages[place.page].role.level)
    let gfn = slot.gfn(of: frame)
    guard slot.holdsPage(at: gfn, shift: size.shift), gfn.address.offset(in: size) == 0,
      slot.hfn(of: gfn).address == Host.address(in: entry), slot.isMapped(gfn)
    else { return ShadowViolation(.mapping, place) }
    if size > .kib4 {
      let coversTable = Policy.protectsTables && map.holdsTable(from: frame, shift: size.shift)
      if coversTable || slot.logsDirty { return ShadowViolation(.largePage, place) }
    }
    guard Host.isWritable(entry) else { return nil }
    let isProtected = Policy.protectsTables && size == .kib4 && !map.mayBeWritten(frame)
    let isUnnoted = slot.logsDirty && !map.isDirty(frame)
    return isProtected || isUnnoted || slot.isReadOnly(gfn) ? ShadowViolation(.writable, place) : nil
  }

  // MARK: Lists and frames

  /// Whether the lists hold exactly the places that the tables have.
  private mutating func auditLists(_ totals: ShadowTotals) -> ShadowViolation? {
    var links: UInt64 = 0
    var mappings: UInt64 = 0
    var blockCount = 0
    for number in 0..<pages.capacity where pages[ShadowPageIndex(UInt32(number))].isLive {
      let page = ShadowPageIndex(UInt32(number))
      blockCount += lists.blockCount(pages[page].parents)
      var isSound = true
      lists.forEach(in: pages[page].parents) { place in
        links &+= ShadowTotals.share(place)
        isSound = isSound && pages[place.page].isLive && child(of: place) == page
      }
      if !isSound { return ShadowViolation(.parents, page) }
    }
    var protecting = 0
    var unsync = 0
    for number in 0..<map.capacity {
      let frame = FrameIndex(UInt32(number))
      // Most frames are unused; of a run, the first is looked at for all.
      if number & 511 != 0 && map.isUnused(frame) { continue }
      if let violation = auditFrame(frame, &protecting, &unsync) { return violation }
      blockCount += lists.blockCount(map.mappings(of: frame).pointee)
      lists.forEach(in: map.mappings(of: frame).pointee) { mappings &+= ShadowTotals.share($0) }
    }
    if links != totals.links { return ShadowViolation(.parents) }
    if mappings != totals.mappings { return ShadowViolation(.reverseMap) }
    if protecting != totals.protecting || unsync != totals.unsync { return ShadowViolation(.frameCounts) }
    return blockCount == lists.usedCount ? nil : ShadowViolation(.pools)
  }

  private func auditFrame(_ frame: FrameIndex, _ protecting: inout Int, _ unsync: inout Int) -> ShadowViolation? {
    let state = map.frames[frame.position]
    if frame.position & 511 == 0 && map.countTablesInRun(of: frame) != map.tableCountInRun(of: frame) {
      return ShadowViolation(.frameCounts, frame.rawValue)
    }
    if state.mappings.isEmpty && state.tableCount == 0 && state.unsyncCount == 0 { return nil }
    guard let slot = slots.slot(of: frame) else { return ShadowViolation(.frameCounts, frame.rawValue) }
    protecting += Int(state.tableCount)
    unsync += Int(state.unsyncCount)
    var own = (tables: 0, unsync: 0)
    var page = pages.first(of: slot.gfn(of: frame))
    while !page.isNone {
      if pages[page].isProtecting { own.tables += 1 }
      if pages[page].isUnsync { own.unsync += 1 }
      page = pages.next(of: slot.gfn(of: frame), after: page)
    }
    let isCounted = own.tables == Int(state.tableCount) && own.unsync == Int(state.unsyncCount)
    var isMapped = true
    lists.forEach(in: state.mappings) { place in
      isMapped = isMapped && Host.isPresent(entry(at: place)) && self.frame(behind: place) == frame
    }
    if !isMapped { return ShadowViolation(.reverseMap, frame.rawValue) }
    return isCounted ? nil : ShadowViolation(.frameCounts, frame.rawValue)
  }
}
