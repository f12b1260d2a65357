// The walk by hardware: in shadow tables, and from a switching entry on in the guest's tables and the second stage.
//
// Positions hold addresses of the machine on both sides, as the walk caches do; bit 9 of what they inherit, which means nothing
// to the format, says on which side they are.

extension AgilePaging {
  /// Walks from where the caches lead.
  mutating func walk(_ gva: GVA, _ access: GuestAccess) -> AgileWalk {
    guard case .table(var position) = X86Long4.begin(root, gva, rules) else {
      return .guest(PageFault(.nonCanonical, at: PageLevel(4)))
    }
    let before = stage2.references
    if let cached = caches.deepest(for: gva, asid) {
      position = cached
    } else if let failure = begin(&position) {
      return failure
    }
    var count: UInt64 = 0
    while true {
      let place = HPA(X86Long4.entryAddress(in: position, for: gva, rules).rawValue)
      let isNested = Self.isNested(position)
      guard let entry = stage2.walker.memory.load(at: place) else {
        return isNested ? .guest(PageFault(.tableOutsideMemory, at: position.level)) : .absent
      }
      count &+= 1
      if !isNested {
        guard entry & X86Bit.present != 0 else { return .absent }
        if AgileEntry.isPage(entry, at: position.level) {
          return finishShadow(entry, position, at: place, gva, access, count, before)
        }
        position = Self.next(entry, position, AgileEntry.address(entry), entry & AgileEntry.switching != 0)
      } else {
        switch X86Long4.follow(entry, in: position, rules) {
        case .ended(let fault): return .guest(fault)
        case .leaf(let leaf): return finishNested(leaf, at: place, gva, access, count, before)
        case .table(let next):
          mark(entry, X86Long4.markedTable(entry, rules), at: place)
          guard case .mapped(let host, _, _, _) = stage2.translate(next.table, Self.tableLoad) else {
            return .host(next.table, isStore: false, tableLevel: next.level)
          }
          position = Self.next(entry, position, host, true)
        }
      }
      caches.take(position, for: gva, asid)
    }
  }

  /// Begins at what the root register holds.
  @inline(__always)
  private mutating func begin(_ position: inout WalkPosition<GuestPhysical>) -> AgileWalk? {
    guard rootEntry != 0 else { return .absent }
    var host = AgileEntry.address(rootEntry)
    if rootEntry & AgileEntry.untranslated != 0 {
      guard case .mapped(let root, _, _, _) = stage2.translate(root, Self.tableLoad) else {
        return .host(root, isStore: false, tableLevel: PageLevel(4))
      }
      host = root.aligned(to: .kib4)
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
      inherited: inherited(X86Long4.inherit(position.inherited, entry), isNested))
  }

  /// Writes an entry back, if marking changed it.
  @inline(__always)
  private func mark(_ entry: UInt64, _ marked: UInt64, at place: HPA) {
    if marked != entry { stage2.walker.memory.store(marked, at: place) }
  }

  // MARK: Pages

  /// A page that the shadow maps.
  private mutating func finishShadow(
    _ entry: UInt64, _ position: WalkPosition<GuestPhysical>, at place: HPA, _ gva: GVA, _ access: GuestAccess,
    _ count: UInt64, _ before: UInt64
  ) -> AgileWalk {
    let permitted = X86Long4.permitted(position.inherited, entry, rules)
    guard permitted.contains(access.asSet), !(access.isStore && entry & AgileEntry.storesExit != 0) else {
      return .absent
    }
    if access.isStore { markStore(entry, at: place) }
    let size = X86Long4.pageSize(at: position.level)
    let hpa = HPA(AgileEntry.address(entry).aligned(to: size).rawValue | gva.offset(in: size))
    let page = Translation<HostPhysical>(
      address: hpa, pageSize: size, rights: X86Long4.rights(position.inherited, entry, rules), permitted: permitted,
      isDirty: access.isStore || entry & X86Bit.dirty != 0,
      isGlobal: X86Long4.isGlobal(position.inherited, entry, rules))
    countWalk(count, before)
    tlb.fill(gva, page, hpa: hpa, isHostReadOnly: entry & AgileEntry.storesExit != 0, asid: asid)
    return .mapped(hpa)
  }

  /// Marks a page dirty in the shadow, and with hardware's help in the guest's table.
  @inline(__always)
  private func markStore(_ entry: UInt64, at place: HPA) {
    guard entry & X86Bit.dirty == 0 else { return }
    stage2.walker.memory.store(entry | X86Bit.dirty, at: place)
    if options.marksAllTables { markGuest(for: place) }
  }

  /// A page below a switch: the guest's leaf permits it and is marked, and the second stage has the page.
  private mutating func finishNested(
    _ leaf: WalkLeaf<GuestPhysical>, at place: HPA, _ gva: GVA, _ access: GuestAccess, _ count: UInt64, _ before: UInt64
  ) -> AgileWalk {
    let permitted = X86Long4.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .guest(X86Long4.denial(of: access, by: leaf, rules)) }
    mark(leaf.entry, X86Long4.markedLeaf(leaf.entry, dirty: access.isStore, rules), at: place)
    let guest = X86Long4.translation(of: gva, by: leaf, access, permitted, rules)
    let hostAccess = Stage2.access(access, guestRights: guest.rights)
    guard case .mapped(let hpa, let size, let hostPermitted, let isDirty) = stage2.translate(guest.address, hostAccess)
    else { return .host(guest.address, isStore: access.isStore, tableLevel: PageLevel(0)) }
    countWalk(count, before)
    let store = GuestAccess(.store, hostAccess.privilege).asSet
    note(guest.address, mappedAt: gva, by: HPA(0))
    tlb.fill(
      gva, guest, hpa: hpa, isHostReadOnly: !isDirty || !hostPermitted.contains(store), asid: asid,
      size: min(guest.pageSize, size))
    return .mapped(hpa)
  }

  @inline(__always)
  private mutating func countWalk(_ count: UInt64, _ before: UInt64) {
    own.walks &+= 1
    own.references &+= count
    own.hostReferences &+= stage2.references &- before
  }
}
