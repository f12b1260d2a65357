// The walk by hardware: in shadow tables, and from a switching entry on in the guest's tables and the second stage.
//
// Positions hold addresses of the machine on both sides, as the walk caches do; the switching bit of what they inherit, which means
// nothing to any format, says on which side they are.

extension AgilePaging {
  /// Walks from where the caches lead.
  @inline(__always)
  mutating func walk(_ gva: GVA, _ access: GuestAccess) -> AgileWalk {
    guard case .table(var position) = Format.begin(root, gva, rules) else {
      return .guest(PageFault(.nonCanonical, at: Format.rootLevel(rules)))
    }
    let before = stage2.references
    if let cached = caches.deepest(for: gva, asid) {
      position = cached
    } else if let failure = begin(&position) {
      return failure
    }
    var count: UInt64 = 0
    while !Self.isNested(position) {
      let place = Self.shadowPlace(HPA(position.table.rawValue), gva, position.level, rules)
      let entry = stage2.walker.memory.load(at: place) ?? 0
      guard AgileEntry.isPresent(entry) else { return .absent }
      count &+= 1
      if entry & AgileEntry.page != 0 { return finishShadow(entry, position, at: place, gva, access, count) }
      position = Self.next(entry, position, AgileEntry.address(entry), entry & AgileEntry.switching != 0)
      caches.take(position, for: gva, asid)
    }
    return walkNested(position, gva, access, count, before)
  }

  /// Goes on in the guest's own tables.
  @inline(never)
  private mutating func walkNested(
    _ start: WalkPosition<GuestPhysical>, _ gva: GVA, _ access: GuestAccess, _ above: UInt64, _ before: UInt64
  ) -> AgileWalk {
    var (position, count) = (start, above)
    while true {
      let place = HPA(Format.entryAddress(in: position, for: gva, rules).rawValue)
      guard let entry = stage2.walker.memory.loadEntry(at: place, Format.entrySize) else {
        return .guest(PageFault(.tableOutsideMemory, at: position.level))
      }
      count &+= 1
      switch Format.follow(entry, in: position, rules) {
      case .ended(let fault): return .guest(fault)
      case .leaf(let leaf): return finishNested(leaf, at: place, gva, access, count, before)
      case .table(let next):
        mark(entry, Format.markedTable(entry, rules), at: place)
        guard let frame = stage2.translate(next.table, Self.tableLoad) else {
          return .host(next.table, isStore: false, tableLevel: next.level)
        }
        position = Self.next(entry, position, frame.hpa(inFrame: next.table), true)
        caches.take(position, for: gva, asid)
      }
    }
  }

  /// Begins at what the root register holds.
  @inline(__always)
  private mutating func begin(_ position: inout WalkPosition<GuestPhysical>) -> AgileWalk? {
    guard rootEntry != 0 else { return .absent }
    var host = AgileEntry.address(rootEntry)
    if rootEntry & AgileEntry.untranslated != 0 {
      guard let frame = stage2.translate(root, Self.tableLoad) else {
        return .host(root, isStore: false, tableLevel: Format.rootLevel(rules))
      }
      host = frame.hpa(inFrame: root).aligned(to: .kib4)
    }
    position.table = GPA(host.rawValue)
    position.inherited = Self.inherited(position.inherited, rootEntry & AgileEntry.switching != 0)
    return nil
  }

  /// Hardware's read of a guest's table.
  @inline(__always)
  private static var tableLoad: GuestAccess { GuestAccess(.load, .supervisor) }

  @inline(__always)
  private static func inherited(_ bits: UInt64, _ isNested: Bool) -> UInt64 {
    bits & ~AgileEntry.switching | (isNested ? AgileEntry.switching : 0)
  }

  @inline(__always)
  private static func isNested(_ position: WalkPosition<GuestPhysical>) -> Bool {
    position.inherited & AgileEntry.switching != 0
  }

  @inline(__always)
  private static func next(
    _ entry: UInt64, _ position: WalkPosition<GuestPhysical>, _ table: HPA, _ isNested: Bool
  ) -> WalkPosition<GuestPhysical> {
    WalkPosition(
      table: GPA(table.rawValue), level: position.level.below,
      inherited: inherited(Format.inherit(position.inherited, entry), isNested))
  }

  /// Writes an entry of the guest's back, if marking changed it.
  @inline(__always)
  private func mark(_ entry: UInt64, _ marked: UInt64, at place: HPA) {
    if marked != entry { stage2.walker.memory.storeEntry(marked, at: place, Format.entrySize) }
  }

  // MARK: Pages

  /// A page that the shadow maps.
  @inline(__always)
  private mutating func finishShadow(
    _ entry: UInt64, _ position: WalkPosition<GuestPhysical>, at place: HPA, _ gva: GVA, _ access: GuestAccess,
    _ count: UInt64
  ) -> AgileWalk {
    let permitted = Format.permitted(position.inherited, entry, rules)
    let refusesStores = entry & (AgileEntry.storesExit | AgileEntry.watched) != 0
    guard permitted.contains(access.asSet), !(access.isStore && refusesStores) else { return .absent }
    if access.isStore && entry & AgileEntry.dirty == 0 { markStore(entry, at: place) }
    let size = Format.pageSize(at: position.level)
    let hpa = HPA(AgileEntry.address(entry).rawValue | gva.offset(in: size))
    let page = Translation<HostPhysical>(
      address: hpa, pageSize: size, rights: Format.rights(position.inherited, entry, rules), permitted: permitted,
      isDirty: access.isStore || entry & AgileEntry.dirty != 0,
      isGlobal: Format.isGlobal(position.inherited, entry, rules))
    own.walks &+= 1
    own.references &+= count
    tlb.fill(gva, page, hpa: hpa, isHostReadOnly: refusesStores, asid: asid)
    return .mapped(hpa)
  }

  /// Marks a page dirty in the shadow, and with hardware's help in the guest's table, to which it walks in two dimensions.
  @inline(never)
  private mutating func markStore(_ entry: UInt64, at place: HPA) {
    stage2.walker.memory.store(entry | AgileEntry.dirty, at: place)
    guard options.marksAllTables, markGuest(for: place) else { return }
    let levels = Format.rootLevel(rules).rawValue &- level(of: storage.index(of: place)).rawValue &+ 1
    own.references &+= levels
    own.hostReferences &+= levels &* Stage2.rootLevel(stage2.walker.rules).rawValue
  }

  /// A page below a switch: the guest's leaf permits it and is marked, and the second stage has the page.
  @inline(__always)
  private mutating func finishNested(
    _ leaf: WalkLeaf<GuestPhysical>, at place: HPA, _ gva: GVA, _ access: GuestAccess, _ count: UInt64, _ before: UInt64
  ) -> AgileWalk {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .guest(Format.denial(of: access, by: leaf, rules)) }
    mark(leaf.entry, Format.markedLeaf(leaf.entry, dirty: access.isStore, rules), at: place)
    let guest = Format.translation(of: gva, by: leaf, access, permitted, rules)
    let hostAccess = Stage2.access(access, guestRights: guest.rights)
    guard let frame = stage2.translate(guest.address, hostAccess) else {
      return .host(guest.address, isStore: access.isStore, tableLevel: PageLevel(0))
    }
    let hpa = frame.hpa(inFrame: guest.address)
    own.walks &+= 1
    own.references &+= count
    own.hostReferences &+= stage2.references &- before
    note(guest.address, mappedAt: gva, by: HPA(0))
    tlb.fill(
      gva, guest, hpa: hpa, isHostReadOnly: !frame.permits(GuestAccess(.store, hostAccess.privilege)), asid: asid,
      size: min(guest.pageSize, frame.size))
    return .mapped(hpa)
  }
}
