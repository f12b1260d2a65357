import MMUCore

// Page faults: what is not there is mapped, what is shared is copied.

extension LinuxKernel {
  /// Handles a page fault of the running process.
  func handle(_ fault: PageFault, at gva: GVA, _ access: GuestAccess) throws(KernelFailure) {
    guard let region = current.regions.region(of: gva), permits(region, access) else {
      throw .badAccess(address: gva.rawValue)
    }
    if fault.reason == .protection {
      try handleWriteFault(at: gva, region)
    } else {
      try mapAbsent(gva, region)
    }
  }

  private func permits(_ region: MemoryRegion, _ access: GuestAccess) -> Bool {
    switch access.kind {
    case .load: true
    case .store: region.rights.contains(.write)
    case .fetch: region.rights.contains(.execute)
    }
  }

  // MARK: Absent pages

  private func mapAbsent(_ gva: GVA, _ region: MemoryRegion) throws(KernelFailure) {
    if options.usesHugePages, try mapHuge(gva, region) { return }
    let (place, _) = try make(gva)
    let page = try frames.take()
    if let zeroing { machine.take(page, frameCount: 1, zeroed: zeroing) }
    tables.store(Encoding.page(page, at: .leaf, region.rights.union(.user)), place)
    history.note(page.rawValue)
  }

  /// Maps 2 MiB at once, where the range covers them and nothing is mapped there yet.
  private func mapHuge(_ gva: GVA, _ region: MemoryRegion) throws(KernelFailure) -> Bool {
    let start = gva.aligned(to: .mib2).rawValue
    guard region.start <= start, start + PageSize.mib2.byteCount <= region.end else { return false }
    let (place, entry) = try make(gva, at: PageLevel(2))
    guard !Encoding.isPresent(entry), let page = frames.takeHuge() else { return false }
    if let zeroing { machine.take(page, frameCount: 512, zeroed: zeroing) }
    tables.store(Encoding.page(page, at: PageLevel(2), region.rights.union(.user)), place)
    history.note(page.rawValue)
    return true
  }

  /// The place of an entry; a new table under the root goes into both roots.
  func make(_ gva: GVA, at level: PageLevel = .leaf) throws(KernelFailure) -> (place: GPA, entry: UInt64) {
    let top = Encoding.place(in: current.root, of: gva, at: Encoding.rootLevel)
    let before = current.userRoot == nil ? 0 : tables.load(top)
    let made = try tables.make(gva, in: current.root, at: level)
    if let userRoot = current.userRoot, !Encoding.isPresent(before) {
      tables.store(tables.load(top), Encoding.place(in: userRoot, of: gva, at: Encoding.rootLevel))
    }
    return made
  }

  // MARK: Shared pages

  /// A store to a page that may be written, but not by this entry: it is the only one left, or the page is copied.
  private func handleWriteFault(at gva: GVA, _ region: MemoryRegion) throws(KernelFailure) {
    guard let (place, entry, level) = tables.find(gva, in: current.root), Encoding.isPresent(entry) else { return }
    let rights = region.rights.union(.user)
    let page = Encoding.address(entry)
    if level == .leaf {
      try copyOnWrite(gva, place, page, rights)
    } else if frames.isExclusive(page) {
      tables.store(Encoding.changing(entry, to: rights) | 0x60, place)
    } else {
      try split(gva, place, entry, region)
      try handleWriteFault(at: gva, region)
    }
    flush([gva.aligned(to: .kib4)], of: current)
  }

  private func copyOnWrite(
    _ gva: GVA, _ place: GPA, _ page: GPA, _ rights: KernelRights
  ) throws(KernelFailure) {
    var target = page
    if !frames.isExclusive(page) {
      target = try frames.take()
      if zeroing != nil { machine.take(target, frameCount: 1, zeroed: nil) }
      frames.release(page)
    }
    history.note(target.rawValue)
    tables.store(Encoding.page(target, at: .leaf, rights), place)
  }

  /// A huge page that is shared becomes small ones, which are copied one by one.
  private func split(
    _ gva: GVA, _ place: GPA, _ entry: UInt64, _ region: MemoryRegion
  ) throws(KernelFailure) {
    let table = try tables.newTable()
    let page = Encoding.address(entry)
    let rights = region.rights.union(.user).subtracting(.write)
    for number in 0..<512 as Range<UInt64> {
      let small = page.advanced(by: number << 12)
      if number > 0 { frames.share(small) }
      tables.store(Encoding.page(small, at: .leaf, rights), table.advanced(by: number * 8))
    }
    tables.store(Encoding.table(table), place)
    flush([gva.aligned(to: .mib2)], of: current)
  }
}
