// What the monitor does when the shadow tables do not permit an access: it reads the guest's tables as hardware would, marks
// them as hardware would, and makes the shadow entries on the way. Entries exist only for what was used, so that the guest finds the
// accessed bits that it would find without a monitor; a page that the guest knows as clean is not mapped for stores, so that
// the monitor learns when to set the dirty bit.

extension AgilePaging {
  /// Serves an exit; `nil` when hardware should try again.
  @inline(never)
  mutating func fill(_ gva: GVA, _ access: GuestAccess) -> AgileAnswer? {
    let answer = descend(gva, access)
    switch answer {
    case .done(.fault): own.exits[.guestFault] &+= 1
    case .emulate: own.exits[.tableWrite] &+= 1
    case .done, nil: own.exits[.hiddenFault] &+= 1
    }
    return answer
  }

  private mutating func descend(_ gva: GVA, _ access: GuestAccess) -> AgileAnswer? {
    guard case .table(var guest) = Format.begin(root, gva, rules) else { return nil }
    guard let rootFrame = frameIndex(root) else {
      return .done(deliver(PageFault(.tableOutsideMemory, at: guest.level), at: gva))
    }
    loadRootRegister()
    if rootEntry == 0 {
      guard let table = shadowTable(of: rootFrame, guest.level) else { return giveUpShadows() }
      rootEntry = storage.address(of: table).rawValue
    }
    // Hardware needs no monitor below a switch.
    guard rootEntry & AgileEntry.switching == 0 else { return nil }
    var shadow = AgileEntry.address(rootEntry)
    pin(rootFrame, under: gva)
    while true {
      let guestPlace = Format.entryAddress(in: guest, for: gva, rules)
      let place = Self.shadowPlace(shadow, gva, guest.level, rules)
      guard let entry = loadGuest(guestPlace) else {
        return .done(deliver(PageFault(.tableOutsideMemory, at: guest.level), at: gva))
      }
      switch Format.follow(entry, in: guest, rules) {
      case .ended(let fault): return .done(deliver(fault, at: gva))
      case .leaf(let leaf): return finish(leaf, at: guestPlace, shadow: place, gva, access)
      case .table(let next):
        storeGuest(Format.markedTable(entry, rules), over: entry, at: guestPlace)
        switch child(of: place, entry, next, gva) {
        case .shadow(let table): shadow = table
        case .switched: return nil
        case .noMemory: return giveUpShadows()
        case .outside: return .done(deliver(PageFault(.tableOutsideMemory, at: next.level), at: gva))
        }
        guest = next
      }
    }
  }

  private enum Child: BitwiseCopyable {
    case shadow(HPA)
    case switched
    case noMemory
    case outside
  }

  /// Where the shadow entry of a guest's entry leads; it is made if need be.
  private mutating func child(
    of place: HPA, _ entry: UInt64, _ next: WalkPosition<GuestPhysical>, _ gva: GVA
  ) -> Child {
    let present = stage2.walker.memory.load(at: place) ?? 0
    guard let frame = frameIndex(next.table) else { return .outside }
    if AgileEntry.isPresent(present) {
      return AgileEntry.isSwitching(present) ? .switched : .shadow(AgileEntry.address(present))
    }
    if isNested(frame, next.level, gva), let host = hostAddress(next.table) {
      stage2.walker.memory.store(AgileEntry.table(entry, host, isSwitching: true), at: place)
      return .switched
    }
    guard let table = shadowTable(of: frame, next.level) else { return .noMemory }
    pin(frame, under: gva)
    link(entry, to: table, at: place)
    return .shadow(storage.address(of: table))
  }

  // MARK: Pages

  private mutating func finish(
    _ leaf: WalkLeaf<GuestPhysical>, at guestPlace: GPA, shadow: HPA, _ gva: GVA, _ access: GuestAccess
  ) -> AgileAnswer? {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else {
      return .done(deliver(Format.denial(of: access, by: leaf, rules), at: gva))
    }
    let marked = Format.markedLeaf(leaf.entry, dirty: access.isStore, rules)
    storeGuest(marked, over: leaf.entry, at: guestPlace)
    let gpa = leaf.page.advanced(by: gva.offset(in: leaf.size))
    let frame = frameIndex(gpa)
    let limit = frame == nil ? Self.hostLimit(min(leaf.size, stage2.pageSize)) : .kib4
    provide(gpa, isStore: access.isStore)
    guard let page = stage2.slots.page(at: gpa, upTo: limit), !(access.isStore && page.isReadOnly) else {
      return .done(.device(gpa))
    }
    guard let (place, size) = place(ofPart: page.size, below: shadow, leaf.level, marked, guestPlace, gva) else {
      return giveUpShadows()
    }
    let part = page.hpa.advanced(by: gpa.offset(in: page.size)).aligned(to: size)
    map(HostPage(hpa: part, size: size, isReadOnly: page.isReadOnly), marked, at: place, frame, access)
    note(gpa, mappedAt: gva, by: place)
    if frame == nil && size == .kib4 { countFault(in: storage.index(of: place)) }
    guard access.isStore, let frame, storage.frames[frame].isWatched else { return nil }
    return .emulate(gpa, page.hpa.advanced(by: gpa.offset(in: .kib4)))
  }

  /// The largest of the sizes that hosts have, up to one.
  private static func hostLimit(_ size: PageSize) -> PageSize { PageSize(shift: 12 &+ (size.shift &- 12) / 9 &* 9) }

  /// Writes the entry of a page, or of the part of a page that the host has in one piece.
  private mutating func map(_ page: HostPage, _ guest: UInt64, at place: HPA, _ frame: Int?, _ access: GuestAccess) {
    let isClean = !Format.isDirty(guest, rules)
    let isWatched = frame.map { storage.frames[$0].isWatched } ?? false
    // Of a frame that may hold tables, hardware's dirty bit must say whether the guest stored to it by this entry.
    let isDirty = frame == nil ? !isClean : access.isStore && !isWatched
    let entry = AgileEntry.page(
      guest, page.hpa, isDirty: isDirty, storesExit: page.isReadOnly || isClean && !options.marksAllTables,
      isWatched: isWatched)
    stage2.walker.memory.store(entry, at: place)
  }

  /// The place and the size of the entry for a part of a guest's page: in a table of its own, if the host has only smaller pieces.
  private mutating func place(
    ofPart size: PageSize, below shadow: HPA, _ level: PageLevel, _ guest: UInt64, _ guestPlace: GPA, _ gva: GVA
  ) -> (HPA, PageSize)? {
    var (place, level) = (shadow, level)
    while Format.pageSize(at: level) > size {
      let present = stage2.walker.memory.load(at: place) ?? 0
      var table = AgileEntry.address(present)
      if !AgileEntry.isShadow(present) {
        guard let index = partTable(of: guestPlace, level.below) else { return nil }
        link(guest, to: index, at: place)
        table = storage.address(of: index)
      }
      level = level.below
      place = Self.shadowPlace(table, gva, level, rules)
    }
    return (place, Format.pageSize(at: level))
  }

  /// A table of which many pages are used is filled at once: one fault each would cost more.
  private mutating func countFault(in table: Int) {
    guard !storage.tables[table].isPart, storage.tables[table].faults < options.faultsToFill else { return }
    storage.tables[table].faults &+= 1
    if storage.tables[table].faults == options.faultsToFill { fillAccessed(table) }
  }

  /// Fills the shadow of a leaf table with the pages of data that the guest accessed, as a fault on each would.
  mutating func fillAccessed(_ table: Int) {
    let address = storage.address(of: table)
    storage.tables[table].faults = options.faultsToFill
    for offset in Self.shadowOffsets {
      let place = address.advanced(by: offset &* 8)
      guard stage2.walker.memory.load(at: place) == 0, let entry = loadGuest(guestPlace(of: place, in: table)),
        case .leaf(let gpa, .kib4) = Format.classify(entry, at: .leaf, rules),
        Format.markedLeaf(entry, dirty: false, rules) == entry, frameIndex(gpa) == nil,
        let page = stage2.slots.page(at: gpa, upTo: .kib4)
      else { continue }
      own.monitorReferences &+= 1
      map(page, entry, at: place, nil, GuestAccess(.load, .supervisor))
    }
  }

  // MARK: The guest's tables, as the monitor reads them

  /// Where a guest's address lies on the machine.
  func hostAddress(_ gpa: GPA) -> HPA? {
    guard case .backed(let hpa, _) = stage2.slots.resolve(gpa) else { return nil }
    return hpa
  }

  /// An entry of a guest's table; `nil` where there is no memory.
  mutating func loadGuest(_ place: GPA) -> UInt64? {
    own.monitorReferences &+= 1
    return hostAddress(place).flatMap { stage2.walker.memory.loadEntry(at: $0, Format.entrySize) }
  }

  private mutating func storeGuest(_ marked: UInt64, over entry: UInt64, at place: GPA) {
    guard marked != entry, let host = hostAddress(place) else { return }
    own.monitorReferences &+= 1
    stage2.walker.memory.storeEntry(marked, at: host, Format.entrySize)
  }
}
