// What the monitor does when the shadow tables do not permit an access: it reads the guest's tables as hardware would, marks
// them as hardware would, and makes the shadow entries on the way. Entries exist only for what was used, so that the guest finds the
// accessed bits that it would find without a monitor; a page that the guest knows as clean is not mapped for stores, so that
// the monitor learns when to set the dirty bit.

extension AgilePaging {
  /// Serves an exit; `nil` when hardware should try again.
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
    guard case .table(var guest) = X86Long4.begin(root, gva, rules) else { return nil }
    guard let rootFrame = frameIndex(root) else {
      return .done(deliver(PageFault(.tableOutsideMemory, at: guest.level), at: gva))
    }
    loadRootRegister()
    if rootEntry == 0 {
      guard let table = shadowTable(of: rootFrame, PageLevel(4)) else { return giveUpShadows() }
      rootEntry = storage.address(of: table).rawValue
    }
    // Hardware needs no monitor below a switch.
    guard rootEntry & AgileEntry.switching == 0 else { return nil }
    var shadow = AgileEntry.address(rootEntry)
    pin(rootFrame, under: gva)
    while true {
      let offset = X86Long4.entryOffset(of: gva, at: guest.level, rules)
      let (guestPlace, place) = (guest.table.advanced(by: offset), shadow.advanced(by: offset))
      guard let entry = loadGuest(guestPlace) else {
        return .done(deliver(PageFault(.tableOutsideMemory, at: guest.level), at: gva))
      }
      switch X86Long4.follow(entry, in: guest, rules) {
      case .ended(let fault): return .done(deliver(fault, at: gva))
      case .leaf(let leaf): return finish(leaf, at: guestPlace, shadow: place, gva, access)
      case .table(let next):
        storeGuest(X86Long4.markedTable(entry, rules), over: entry, at: guestPlace)
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
    if present & X86Bit.present != 0 {
      return present & AgileEntry.switching != 0 ? .switched : .shadow(AgileEntry.address(present))
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
    let permitted = X86Long4.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else {
      return .done(deliver(X86Long4.denial(of: access, by: leaf, rules), at: gva))
    }
    let marked = X86Long4.markedLeaf(leaf.entry, dirty: access.isStore, rules)
    storeGuest(marked, over: leaf.entry, at: guestPlace)
    let gpa = leaf.page.advanced(by: gva.offset(in: leaf.size))
    let frame = frameIndex(gpa)
    let limit = frame == nil ? min(leaf.size, stage2.pageSize) : .kib4
    provide(gpa, isStore: access.isStore)
    guard let page = stage2.slots.page(at: gpa, upTo: limit), !(access.isStore && page.isReadOnly) else {
      return .done(.device(gpa))
    }
    guard let place = place(ofPart: page.size, below: shadow, leaf.level, marked, guestPlace, gva) else {
      return giveUpShadows()
    }
    map(page, marked, at: place, gpa, frame, access)
    note(gpa, mappedAt: gva, by: place)
    guard access.isStore, let frame, storage.frames[frame].isWatched else { return nil }
    return .emulate(gpa, page.hpa.advanced(by: gpa.offset(in: .kib4)))
  }

  /// Writes the entry of a page, or of the part of a page that the host has in one piece.
  private mutating func map(
    _ page: HostPage, _ guest: UInt64, at place: HPA, _ gpa: GPA, _ frame: Int?, _ access: GuestAccess
  ) {
    let isClean = guest & X86Bit.dirty == 0
    let isWatched = frame.map { storage.frames[$0].isWatched } ?? false
    let level = PageLevel(UInt64((page.size.shift &- 12) / 9 &+ 1))
    // Of a frame that may hold tables, hardware's dirty bit must say whether the guest stored to it by this entry.
    let isDirty = frame == nil ? !isClean : access.isStore && !isWatched
    let entry = AgileEntry.page(
      guest, page.hpa, at: level, isDirty: isDirty,
      storesExit: page.isReadOnly || isWatched || isClean && !options.marksAllTables)
    stage2.walker.memory.store(entry, at: place)
  }

  /// The place of the entry for a part of a guest's page: in a table of its own, if the host has only smaller pieces.
  private mutating func place(
    ofPart size: PageSize, below shadow: HPA, _ level: PageLevel, _ guest: UInt64, _ guestPlace: GPA, _ gva: GVA
  ) -> HPA? {
    var (place, level) = (shadow, level)
    while X86Long4.pageSize(at: level) > size {
      let present = stage2.walker.memory.load(at: place) ?? 0
      var table = AgileEntry.address(present)
      if !AgileEntry.isShadow(present, at: level) {
        guard let index = partTable(of: guestPlace, level.below) else { return nil }
        link(guest, to: index, at: place)
        table = storage.address(of: index)
      }
      level = level.below
      place = table.advanced(by: X86Long4.entryOffset(of: gva, at: level, rules))
    }
    return place
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
    return hostAddress(place).flatMap { stage2.walker.memory.load(at: $0) }
  }

  private mutating func storeGuest(_ marked: UInt64, over entry: UInt64, at place: GPA) {
    guard marked != entry, let host = hostAddress(place) else { return }
    own.monitorReferences &+= 1
    stage2.walker.memory.store(marked, at: host)
  }
}
