// The audit of shadow tables against the guest's: shadow ⊆ guest ∘ slots.

extension ShadowPager {
  /// The first shadow entry that says what the guest's does not, among the pages of a processor's mode that are in sync; or `nil`.
  ///
  /// Pages that are unsync are held against their copies, where there are any. Without protected tables nothing is in sync.
  func auditGuest<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) -> ShadowViolation? {
    for number in 0..<pages.capacity {
      let page = ShadowPageIndex(UInt32(number))
      guard pages[page].isLive, !pages[page].isInvalid, pages[page].role.mode == processor.mode,
        pages[page].presentCount > 0
      else { continue }
      if pages[page].role.isDirect {
        if let violation = auditDirect(page) { return violation }
      } else if pages[page].isProtecting && (!pages[page].isUnsync || Policy.keepsSnapshots) {
        if let violation = auditIndirect(page, walker, processor) { return violation }
      }
    }
    return nil
  }

  /// A direct page maps a run of frames, with the rights of its role at most.
  private func auditDirect(_ page: ShadowPageIndex) -> ShadowViolation? {
    let role = pages[page].role
    let respectsReadOnly = role.rawValue & UInt32(ShadowMode.writeProtect.rawValue) << 16 != 0
    for position in 0..<512 {
      let place = page.entry(position)
      let entry = entry(at: place)
      guard Host.isPresent(entry) else { continue }
      let distance = UInt64(position) &<< (9 &* (role.level.rawValue &- 1))
      let wanted = pages[page].gfn.advanced(by: distance)
      if !isLeaf(entry, at: place) {
        guard pages[child(of: place)].role.isDirect, pages[child(of: place)].gfn == wanted else {
          return ShadowViolation(.guestTable, place)
        }
        continue
      }
      guard let slot = slots.slot(of: frame(behind: place)), slot.gfn(of: frame(behind: place)) == wanted else {
        return ShadowViolation(.guestFrame, place)
      }
      let beyond = Host.rights(of: entry).subtracting(role.access)
      if beyond.intersects(respectsReadOnly ? .write | .user : .user) { return ShadowViolation(.guestRights, place) }
    }
    return nil
  }

  private func auditIndirect<Guest: ShadowedFormat>(
    _ page: ShadowPageIndex, _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) -> ShadowViolation? {
    for position in 0..<512 where Host.isPresent(entry(at: page.entry(position))) {
      let place = page.entry(position)
      guard let entry = guestEntry(behind: place, Guest.self) else { return ShadowViolation(.guestAbsent, place) }
      switch Guest.classify(entry, at: pages[page].role.level, walker.rules) {
      case .table(let table):
        if let violation = auditLink(place, entry, to: table, walker) { return violation }
      case .leaf(let first, let size):
        if let violation = auditLeaf(place, entry, first, size, walker, processor) { return violation }
      case .absent, .malformed, .beyondAddressSize: return ShadowViolation(.guestAbsent, place)
      }
    }
    return nil
  }

  /// The guest's entry behind a shadow entry; of an unsync table, from its copy.
  private func guestEntry<Guest: ShadowedFormat>(behind place: ShadowEntryIndex, _ format: Guest.Type) -> UInt64? {
    let shadow = pages[place.page]
    let offset = Guest.guestOffset(of: place.position, in: shadow.role)
    guard let copy = shadow.snapshotNumber else {
      return guest.loadEntry(at: shadow.gfn.address.advanced(by: offset), Guest.entrySize)
    }
    let bytes = snapshots.bytes(copy) + Int(offset)
    return Guest.entrySize == .bytes8 ? bytes.load(as: UInt64.self) : UInt64(bytes.load(as: UInt32.self))
  }

  private func auditLink<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, _ entry: UInt64, to table: GPA, _ walker: PageWalker<Guest>
  ) -> ShadowViolation? {
    guard !isLeaf(self.entry(at: place), at: place) else { return ShadowViolation(.guestTable, place) }
    guard Guest.markedTable(entry, walker.rules) == entry else { return ShadowViolation(.guestAbsent, place) }
    let role = pages[place.page].role
    let child = pages[child(of: place)]
    let access = Guest.access(Guest.inherit(Guest.inherited(role.access), entry))
    let quadrant = UInt64(place.position) & ((1 &<< Guest.quadrantBits(at: role.level.below)) &- 1)
    let isRight =
      child.gfn == table.frame && child.role.isIndirect && child.role.access == access
      && child.role.quadrant == quadrant
    return isRight ? nil : ShadowViolation(.guestTable, place)
  }

  private func auditLeaf<Guest: ShadowedFormat>(
    _ place: ShadowEntryIndex, _ entry: UInt64, _ first: GPA, _ size: PageSize, _ walker: PageWalker<Guest>,
    _ processor: ShadowProcessor<Host>
  ) -> ShadowViolation? {
    let role = pages[place.page].role
    let inherited = Guest.inherited(role.access)
    guard Guest.markedLeaf(entry, dirty: false, walker.rules) == entry else {
      return ShadowViolation(.guestAbsent, place)
    }
    let offset = UInt64(place.position) &<< (3 &+ 9 &* role.level.rawValue) & size.offsetMask
    let gfn = first.advanced(by: offset).frame
    let shadow = self.entry(at: place)
    guard isLeaf(shadow, at: place) else {
      let child = pages[child(of: place)]
      return child.role.isDirect && child.gfn == gfn ? nil : ShadowViolation(.guestTable, place)
    }
    guard let slot = slots.slot(of: frame(behind: place)), slot.gfn(of: frame(behind: place)) == gfn else {
      return ShadowViolation(.guestFrame, place)
    }
    var permitted = Guest.permitted(inherited, entry, walker.rules)
    if !Guest.isDirty(entry, walker.rules) { permitted = permitted.subtracting(.stores) }
    let given = Host.permitted(by: Host.rights(of: shadow), processor.rules)
    return permitted.contains(given) ? nil : ShadowViolation(.guestRights, place)
  }

  /// The first TLB entry of a processor that the shadow tables do not bear out, or `nil`.
  func auditTLB(_ processor: ShadowProcessor<Host>) -> ShadowViolation? {
    for number in 0..<ShadowProcessor<Host>.rootCapacity {
      let root = processor.roots[number]
      let isBorneOut = processor.tlb.allSatisfy(asid: root.tag) { gva, hpa, permitted in
        guard !root.page.isNone, let first = firstAccess(in: permitted) else { return permitted == .none }
        let hardware = PageWalker<Host>(memory: machine, root: pages.table(of: root.page), rules: processor.rules)
        guard case .mapped(let translation) = hardware.walk(gva, first) else { return false }
        return translation.address == hpa && translation.permitted.contains(permitted)
      }
      if !isBorneOut { return ShadowViolation(.staleTLB, UInt32(number)) }
    }
    return nil
  }

  private func firstAccess(in classes: AccessClassSet) -> GuestAccess? {
    for number in 0..<8 as Range<UInt8> where classes.contains(GuestAccess(classIndex: number).asSet) {
      return GuestAccess(classIndex: number)
    }
    return nil
  }
}

extension ShadowProcessor {
  /// How many roots it holds.
  var heldRootCount: Int {
    var count = 0
    for number in 0..<Self.rootCapacity where !roots[number].page.isNone { count += 1 }
    return count
  }
}

extension ShadowMMU {
  /// The first rule that the shadow tables or TLBs break, or `nil`. It changes nothing; it looks at every entry.
  public mutating func checkInvariants() -> ShadowViolation? {
    var heldRoots = 0
    for number in processors.indices { heldRoots += processors[number].shadow.heldRootCount }
    if let violation = pager.auditBooks(heldRoots: heldRoots) { return violation }
    for number in processors.indices {
      let processor = processors[number]
      if let violation = pager.auditTLB(processor.shadow) { return violation }
      if let violation = pager.auditGuest(processor.walker, processor.shadow) { return violation }
    }
    return nil
  }
}

extension X86ShadowMMU {
  /// The first rule that the shadow tables or TLBs break, or `nil`. It changes nothing; it looks at every entry.
  ///
  /// Shadow pages of a mode that no processor is in cannot be held against the guest's tables, but against all else.
  public mutating func checkInvariants() -> ShadowViolation? {
    var heldRoots = 0
    for number in processors.indices { heldRoots += processors[number].shadow.heldRootCount }
    if let violation = pager.auditBooks(heldRoots: heldRoots) { return violation }
    for number in processors.indices {
      if let violation = pager.auditTLB(processors[number].shadow) ?? auditGuest(processors[number]) {
        return violation
      }
    }
    return nil
  }

  private func auditGuest(_ cpu: X86ShadowProcessor<Host>) -> ShadowViolation? {
    switch cpu.state.format {
    case .x86Legacy32: pager.auditGuest(cpu.legacy32(pager.guest), cpu.shadow)
    case .x86PAE: pager.auditGuest(cpu.pae(pager.guest), cpu.shadow)
    case .x86Long4: pager.auditGuest(cpu.long4(pager.guest), cpu.shadow)
    case .x86Long5: pager.auditGuest(cpu.long5(pager.guest), cpu.shadow)
    default: pager.auditGuest(cpu.unpaged(pager.guest), cpu.shadow)
    }
  }
}
