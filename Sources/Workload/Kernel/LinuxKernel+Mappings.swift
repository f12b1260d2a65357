import MMUCore

// What programs ask for: mmap, munmap, mprotect, brk.

extension LinuxKernel {
  /// Maps a range, of which no page is touched yet.
  public func map(_ range: Range<UInt64>, _ rights: KernelRights, isShared: Bool) {
    current.regions.insert(
      MemoryRegion(start: range.lowerBound, end: range.upperBound, rights: rights, isShared: isShared))
  }

  /// Unmaps a range: entries, then a flush, then the tables that nothing is left in.
  public func unmap(_ range: Range<UInt64>) {
    current.regions.remove(range)
    var pages: [GVA] = []
    machine.beginUpdates()
    clear(range, in: current.root, Encoding.rootLevel, &pages)
    machine.endUpdates()
    flush(pages, of: current)
  }

  /// Gives a range other rights: entries, then a flush.
  public func protect(_ range: Range<UInt64>, _ rights: KernelRights) {
    current.regions.protect(range, rights)
    var pages: [GVA] = []
    machine.beginUpdates()
    forEachPage(of: range, in: current.root, Encoding.rootLevel) { gva, place, entry, _ in
      // What is shared stays so until it is written.
      let isCopied = !frames.isExclusive(Encoding.address(entry))
      tables.store(
        Encoding.changing(entry, to: isCopied ? rights.union(.user).subtracting(.write) : rights.union(.user)), place)
      pages.append(gva)
    }
    machine.endUpdates()
    flush(pages, of: current)
  }

  // MARK: Over the tables

  /// Visits every page mapped in a range: its address, the place of its entry, the entry and its level.
  func forEachPage(
    of range: Range<UInt64>, in table: GPA, _ level: PageLevel, _ body: (GVA, GPA, UInt64, PageLevel) -> Void
  ) {
    forEachEntry(of: range, in: table, level) { part, place, entry in
      if Encoding.isPage(entry, at: level) {
        body(GVA(part.lowerBound), place, entry, level)
      } else {
        forEachPage(of: part, in: Encoding.address(entry), level.below, body)
      }
    }
  }

  /// Visits the present entries of a table that a range touches, each with its part of the range.
  private func forEachEntry(
    of range: Range<UInt64>, in table: GPA, _ level: PageLevel, _ body: (Range<UInt64>, GPA, UInt64) -> Void
  ) {
    let size = Encoding.Format.pageSize(at: level).byteCount
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, (start & ~(size - 1)) + size)
      let place = Encoding.place(in: table, of: GVA(start), at: level)
      let entry = tables.load(place)
      if Encoding.isPresent(entry) { body(start..<end, place, entry) }
      start = end
    }
  }

  /// Empties a range: pages go back, and tables that the range covers whole. A huge page that it cuts goes whole.
  func clear(_ range: Range<UInt64>, in table: GPA, _ level: PageLevel, _ pages: inout [GVA]) {
    let size = Encoding.Format.pageSize(at: level).byteCount
    forEachEntry(of: range, in: table, level) { part, place, entry in
      if Encoding.isPage(entry, at: level) {
        tables.store(0, place)
        release(Encoding.address(entry), level)
        pages.append(GVA(part.lowerBound))
        return
      }
      clear(part, in: Encoding.address(entry), level.below, &pages)
      if part.upperBound - part.lowerBound == size {
        tables.store(0, place)
        tables.release(Encoding.address(entry))
        // Walk caches may know the table, whatever is left in it.
        if pages.isEmpty { pages.append(GVA(part.lowerBound)) }
      }
    }
  }

  private func release(_ page: GPA, _ level: PageLevel) {
    guard level > .leaf, frames.isExclusive(page) else { return frames.release(page) }
    for number in 0..<512 as Range<UInt64> { frames.release(page.advanced(by: number << 12)) }
  }
}
