// What happens at an access, from the hit in the TLB to the shadow entry that was missing.

extension ShadowPager {
  /// Makes an access: by the TLB, by the shadow tables, or by the guest's.
  ///
  /// - Parameter walker: over the guest's own tables, under the guest's own rules.
  @inline(__always)
  public mutating func access<Guest: ShadowedFormat>(
    _ gva: GVA, _ access: GuestAccess, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    if let hpa = processor.tlb.lookup(gva, access, asid: processor.tag) { return .memory(hpa) }
    return handleMiss(gva, access, walker, &processor)
  }

  /// What the hardware does at a miss: it walks the shadow tables.
  @inline(never)
  mutating func handleMiss<Guest: ShadowedFormat>(
    _ gva: GVA, _ access: GuestAccess, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    if processor.epoch == rootEpoch, !processor.current.page.isNone,
      let hpa = fillFromShadow(gva, access, &processor)
    {
      return .memory(hpa)
    }
    let outcome = handleFault(gva, access, walker, &processor)
    if case .memory = outcome { _ = fillFromShadow(gva, access, &processor) }
    return outcome
  }

  /// Walks the shadow tables, and fills the TLB if they permit the access.
  @inline(__always)
  private func fillFromShadow(
    _ gva: GVA, _ access: GuestAccess, _ processor: inout ShadowProcessor<Host>
  ) -> HPA? {
    let root = pages.table(of: processor.current.page)
    let hardware = PageWalker<Host>(memory: machine, root: root, rules: processor.rules)
    guard case .mapped(let translation) = hardware.walk(gva, access) else { return nil }
    processor.fill(gva, translation)
    return translation.address
  }

  /// What the monitor does at a page fault that the shadow tables gave: it finds out whose fault it is.
  @inline(never)
  public mutating func handleFault<Guest: ShadowedFormat>(
    _ gva: GVA, _ access: GuestAccess, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    counters.faultsTaken &+= 1
    if processor.epoch != rootEpoch || processor.current.page.isNone {
      guard renewRoots(walker, &processor) else { return .outOfMemory }
    }
    if holdsDevices, let gpa = deviceAnswer(gva, access, processor) { return .device(gpa) }
    var path = ShadowPath<Guest>(gva, access, walker.rules)
    switch Guest.walk(walker, gva, access, &path.trace) {
    case .fault(let fault):
      if loggingCount != 0 { logMarks(of: &path) }
      reflect(fault, gva, walker, &processor)
      return .fault(fault)
    case .mapped(let translation):
      path.translation = translation
      return resolve(&path, walker, &processor)
    }
  }

  /// Translates one access by the guest's tables alone, the first half of ``handleFault(_:_:_:_:)``: what it finds may have
  /// changed by the time that it is used by ``resolve(_:_:_:)``.
  public func walk<Guest: ShadowedFormat>(
    _ gva: GVA, _ access: GuestAccess, _ walker: PageWalker<Guest>
  ) -> ShadowPath<Guest>? {
    var path = ShadowPath<Guest>(gva, access, walker.rules)
    guard case .mapped(let translation) = Guest.walk(walker, gva, access, &path.trace) else { return nil }
    path.translation = translation
    return path
  }

  /// The fault goes to the guest; and as on bare hardware, what was cached of the address goes (Intel SDM vol. 3A, section
  /// "Operations that Invalidate TLBs and Paging-Structure Caches").
  private mutating func reflect<Guest: ShadowedFormat>(
    _ fault: PageFault, _ gva: GVA, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    counters.guestFaults &+= 1
    guard fault.reason != .nonCanonical else { return }
    processor.invalidateTranslations(of: gva)
    dropStale(gva, in: processor.current.page, Guest.self)
  }

  /// The device behind an address whose shadow entry says so and permits the access.
  @inline(__always)
  private mutating func deviceAnswer(_ gva: GVA, _ access: GuestAccess, _ processor: ShadowProcessor<Host>) -> GPA? {
    guard Host.isCanonical(gva, processor.rules) else { return nil }
    var page = processor.current.page
    var level = Host.rootLevel
    while true {
      let place = place(of: gva, in: page, at: level)
      let entry = entry(at: place)
      if entry == 0 { return nil }
      if !Host.isPresent(entry) { return deviceAnswer(entry, gva, access) }
      if Host.isLeaf(entry, at: level) { return nil }
      page = child(of: place)
      level = level.below
    }
  }

  @inline(never)
  private mutating func deviceAnswer(_ entry: UInt64, _ gva: GVA, _ access: GuestAccess) -> GPA? {
    guard let device = DeviceEntry(entry), device.permitted.contains(access.asSet) else { return nil }
    let isCurrent = device.generation == deviceGeneration & (DeviceEntry.generations &- 1)
    guard isCurrent || Policy.hasDefect(.keepsDeviceEntries) else { return nil }
    return device.gfn.address.advanced(by: gva.offset(in: .kib4))
  }

  // MARK: From the guest's answer to a shadow entry

  /// Makes the shadow entry for what a walk found, the second half of ``handleFault(_:_:_:_:)``.
  ///
  /// - Parameter path: only read; a copy of it, or of the pager, would cost more than the rest.
  /// - Returns: ``ShadowOutcome/retry`` if the guest's tables have changed since the walk.
  @inline(__always)
  public mutating func resolve<Guest: ShadowedFormat>(
    _ path: inout ShadowPath<Guest>, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    if loggingCount != 0 { logMarks(of: &path) }
    guard let number = slots.find(path.translation.address.frame) else {
      return reachDevice(&path, walker, &processor)
    }
    guard provide(&path, number) else { return .device(path.translation.address) }
    let slot = slots[number]
    if slot.slot.isReadOnly && path.access.isStore && !Policy.hasDefect(.mapsReadOnlySlotsWritable) {
      return .device(path.translation.address)
    }
    guard makeRoom(&processor) else { return .outOfMemory }
    let level = mappingLevel(of: &path, in: slot)
    switch descend(&path, to: level, walker, processor) {
    case .page(let page) where level == .leaf: return map(&path, in: page, at: level, number, walker, &processor)
    case .page(let page): return mapLarge(&path, in: page, at: level, number, walker, &processor)
    case .changed: return retry()
    case .unwatched: return reachUnwatched(&path, in: slot)
    }
  }

  /// Sees to it that the frame is there, if it may come and go; whatever leads to where it was goes. Answers whether it is.
  @inline(__always)
  private mutating func provide<Guest>(_ path: inout ShadowPath<Guest>, _ number: Int) -> Bool {
    guard let frames = slots[number].frames else { return true }
    let frame = path.translation.address.frame
    guard let provision = frames.pointee.provide(frame, isStore: path.access.isStore) else { return false }
    if provision.movedFrom != nil { unmap(frame) }
    return true
  }

  @inline(__always)
  private mutating func retry() -> ShadowOutcome {
    counters.retries &+= 1
    return .retry
  }

  /// Maps a large page, or a part of it: the way down may have made tables of frames that it covers.
  @inline(never)
  private mutating func mapLarge<Guest: ShadowedFormat>(
    _ path: inout ShadowPath<Guest>, in page: ShadowPageIndex, at level: PageLevel, _ slotNumber: Int,
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    let slot = slots[slotNumber]
    let allowed = largeLevel(of: &path, in: slot)
    if allowed == level { return map(&path, in: page, at: level, slotNumber, walker, &processor) }
    switch descend(&path, to: allowed, walker, processor) {
    case .page(let part): return map(&path, in: part, at: allowed, slotNumber, walker, &processor)
    case .changed: return retry()
    case .unwatched: return reachUnwatched(&path, in: slot)
    }
  }

  /// Nothing can be kept of the path, so the caller makes the access: a store that shadows or the dirty log must see, as one to a
  /// table.
  @inline(never)
  private mutating func reachUnwatched<Guest>(
    _ path: inout ShadowPath<Guest>, in slot: ShadowSlot
  ) -> ShadowOutcome {
    counters.unmappable &+= 1
    let isTable = Policy.protectsTables && map.isTable(slot.index(of: path.translation.address.frame))
    if path.access.isStore && (isTable || slot.logsDirty) { return .emulateWrite(path.translation.address) }
    return .emulateAccess(hostAddress(of: &path, in: slot))
  }

  @inline(__always)
  private func hostAddress<Guest>(of path: inout ShadowPath<Guest>, in slot: ShadowSlot) -> HPA {
    let gpa = path.translation.address
    return slot.hfn(of: gpa.frame).address.advanced(by: gpa.offset(in: .kib4))
  }

  /// The largest page that guest, host, slot and the tables in it allow.
  @inline(__always)
  private mutating func mappingLevel<Guest>(of path: inout ShadowPath<Guest>, in slot: ShadowSlot) -> PageLevel {
    path.translation.pageSize < .mib2 ? .leaf : largeLevel(of: &path, in: slot)
  }

  @inline(never)
  private mutating func largeLevel<Guest>(of path: inout ShadowPath<Guest>, in slot: ShadowSlot) -> PageLevel {
    let widest = PageLevel(UInt64((min(options.largestPage, .gib1).shift &- 12) / 9) &+ 1)
    var level = min(path.leafLevel, min(widest, Host.rootLevel))
    while level > .leaf && !allowsPage(of: &path, at: level, in: slot) { level = level.below }
    return level
  }

  private mutating func allowsPage<Guest>(of path: inout ShadowPath<Guest>, at level: PageLevel, in slot: ShadowSlot)
    -> Bool
  {
    let size = Host.pageSize(at: level)
    let first = path.translation.address.aligned(to: size).frame
    guard slot.holdsPage(at: first, shift: size.shift), !slot.logsDirty else { return false }
    if !Policy.protectsTables || Policy.hasDefect(.mapsLargeOverTables) { return true }
    return !map.holdsTable(from: slot.index(of: first), shift: size.shift)
  }

  /// Maps the page in the shadow table that the path has led to.
  @inline(__always)
  private mutating func map<Guest: ShadowedFormat>(
    _ path: inout ShadowPath<Guest>, in page: ShadowPageIndex, at level: PageLevel, _ slotNumber: Int,
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    let last = path.trace.count &- 1
    if last >= 0 && !Policy.hasDefect(.skipsRecheck) && !path.isUnchanged(last, in: guest, walker.rules) {
      counters.retries &+= 1
      return .retry
    }
    let slot = slots[slotNumber]
    let size = Host.pageSize(at: level)
    let offset = Policy.hasDefect(.skewsLargePages) ? .kib4 : size
    let first = path.translation.address.aligned(to: offset).frame
    let frame = slot.index(of: first)
    var permitted = path.translation.permitted
    if !path.translation.isDirty && !Policy.hasDefect(.mapsCleanWritable) { permitted = permitted.subtracting(.stores) }
    let mayWrite = mayWrite(frame, in: slot, for: path.access)
    if !mayWrite { permitted = permitted.subtracting(.stores) }
    if path.access.isStore && !mayWrite {
      counters.faultsEmulated &+= 1
      return .emulateWrite(path.translation.address)
    }
    let rights = Host.rights(
      permitting: permitted, asked: path.access.asSet, natural: path.translation.rights, processor.rules)
    guard let rights else {
      counters.unmappable &+= 1
      return .emulateAccess(hostAddress(of: &path, in: slot))
    }
    let place = place(of: path.gva, in: page, at: level)
    noteMapping(setLeaf(place, Host.entry(toPage: slot.hfn(of: first).address, at: level, rights), frame), size)
    keepInSnapshot(place)
    if options.prefetchCount > 1 && level == .leaf { prefetch(around: place, walker, processor) }
    return .memory(hostAddress(of: &path, in: slot))
  }

  @inline(__always)
  private mutating func noteMapping(_ isNew: Bool, _ size: PageSize) {
    if isNew { counters.faultsFixed &+= 1 } else { counters.faultsSpurious &+= 1 }
    if size == .mib2 { counters.pages2M &+= 1 }
    if size == .gib1 { counters.pages1G &+= 1 }
  }

  /// Whether a frame may be mapped writable now: not while it is a table in sync, nor, when stores are logged, before one.
  ///
  /// A store to a leaf table makes it go out of sync, if the policy lets it.
  @inline(__always)
  private mutating func mayWrite(_ frame: FrameIndex, in slot: ShadowSlot, for access: GuestAccess) -> Bool {
    if slot.isReadOnly(slot.gfn(of: frame)) { return Policy.hasDefect(.mapsReadOnlySlotsWritable) }
    if Policy.protectsTables && !map.mayBeWritten(frame) {
      guard access.isStore, makeUnsync(slot.gfn(of: frame), frame) else { return false }
    }
    if !slot.logsDirty { return true }
    if access.isStore && !Policy.hasDefect(.losesDirtyLog) { map.markDirty(frame) }
    return access.isStore || map.isDirty(frame)
  }

  /// The guest's accessed and dirty bits that a walk set are stores to its tables.
  private mutating func logMarks<Guest>(of path: inout ShadowPath<Guest>) {
    for position in 0..<path.trace.count { noteStore(to: path.trace.step(position).address.frame) }
  }

  /// No slot has the page: a device, whose entry says so if there is a table to keep it in.
  @inline(never)
  private mutating func reachDevice<Guest: ShadowedFormat>(
    _ path: inout ShadowPath<Guest>, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> ShadowOutcome {
    let outcome = ShadowOutcome.device(path.translation.address)
    guard path.translation.pageSize == .kib4, makeRoom(&processor),
      case .page(let page) = descend(&path, to: .leaf, walker, processor),
      path.isUnchanged(path.trace.count &- 1, in: guest, walker.rules)
    else { return outcome }
    let place = place(of: path.gva, in: page, at: .leaf)
    drop(place, at: path.gva)
    var permitted = path.translation.permitted
    if !path.translation.isDirty { permitted = permitted.subtracting(.stores) }
    // What a supervisor may do to a user's page, hardware decides by controls that other processors may have otherwise.
    if path.translation.rights.contains(.user) { permitted = permitted.subtracting(.supervisor) }
    pages.tables[place.offset] =
      DeviceEntry(path.translation.address.frame, permitted, generation: deviceGeneration).rawValue
    keepInSnapshot(place)
    holdsDevices = true
    counters.deviceEntries &+= 1
    return outcome
  }
}
