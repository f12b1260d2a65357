// Roots, flushes and modes: what a guest's control registers and invalidating instructions come to.

extension ShadowPager {
  // MARK: Loading

  /// Loads the guest's root: MOV to CR3, a write of satp, or any change of mode.
  ///
  /// - Parameters:
  ///   - walker: with the new root, under the new rules; the processor's mode is the new one.
  ///   - pcid: the address space's tag.
  ///   - keepsTranslations: whether nothing of the address space need be invalidated (bit 63 of MOV to CR3's source; satp).
  /// - Returns: whether there was room for a root.
  @inline(never)
  public mutating func loadRoot<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, pcid: ASID = ASID(0), keepsTranslations: Bool = false,
    _ processor: inout ShadowProcessor<Host>
  ) -> Bool {
    counters.rootLoads &+= 1
    if processor.epoch != rootEpoch { releaseInvalidRoots(&processor) }
    let key = Guest.key(of: walker.root)
    if !keepsTranslations { processor.noteFlush(of: pcid) }
    guard Policy.protectsTables, let held = processor.find(key, pcid) else {
      return replaceRoot(walker, pcid, &processor)
    }
    counters.cachedRootLoads &+= 1
    processor.bringForward(held)
    pages[processor.current.page].writeCount = 0
    if processor.current.isFlushDue { flushCurrent(walker, &processor) }
    return true
  }

  /// Takes a new root in place of the one that was used longest ago; without protected tables, of the current one.
  private mutating func replaceRoot<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ pcid: ASID, _ processor: inout ShadowProcessor<Host>
  ) -> Bool {
    if Policy.protectsTables { processor.bringForward(ShadowProcessor<Host>.rootCapacity &- 1) }
    release(0, &processor)
    // Even if there is no room: the next access asks for the same root.
    processor.roots[0].pcid = pcid
    guard renewRoot(walker, &processor) else { return false }
    processor.epoch = rootEpoch
    return true
  }

  /// Makes the current root, in its address space.
  private mutating func renewRoot<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> Bool {
    guard makeRoom(&processor), let page = makeRoot(walker, processor) else { return false }
    pages[page].rootCount &+= 1
    processor.roots[0].key = Guest.key(of: walker.root)
    processor.roots[0].mode = processor.mode
    processor.roots[0].page = page
    processor.roots[0].isFlushDue = false
    return true
  }

  /// The page for a root; an empty one of its own where the guest's root cannot be watched.
  private mutating func makeRoot<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: ShadowProcessor<Host>
  ) -> ShadowPageIndex? {
    var key = ShadowPageKey(
      gfn: Guest.rootFrame(walker.root) ?? GFN(0),
      role: processor.mode.at(Host.rootLevel, Guest.access(Guest.inheritedAtRoot)))
    if Host.rootLevel > Guest.rootLevel(walker.rules) {
      key = ShadowPageKey(gfn: GFN(0), role: processor.mode.at(Host.rootLevel, .all).asSynthetic)
    } else {
      if Guest.code == .x86Unpaged { key.role = processor.mode.at(Host.rootLevel, .all).asDirect }
      if !Policy.protectsTables { key.role = key.role.asPrivate }
    }
    if let page = makeChild(key, walker, processor) { return page }
    return pages.allocate(GFN(0), key.role.asSynthetic, generation: generation)
  }

  /// Lets go of a held root.
  private mutating func release(_ number: Int, _ processor: inout ShadowProcessor<Host>) {
    let root = processor.roots[number]
    guard !root.page.isNone else { return }
    processor.roots[number].page = .none
    processor.flushTranslations(tag: root.tag)
    pages[root.page].rootCount &-= 1
    guard pages[root.page].rootCount == 0 else { return }
    if pages[root.page].isInvalid {
      pages.release(root.page)
    } else if pages[root.page].role.isPrivate {
      zap(root.page)
    }
  }

  /// Lets go of roots that are no longer to be used. The current one too: it is made anew at the next access.
  private mutating func releaseInvalidRoots(_ processor: inout ShadowProcessor<Host>) {
    for number in 0..<ShadowProcessor<Host>.rootCapacity {
      let page = processor.roots[number].page
      if !page.isNone && (pages[page].isInvalid || pages[page].generation != generation) { release(number, &processor) }
    }
    processor.epoch = rootEpoch
  }

  /// Makes the current root usable again, after the pager had to give it up.
  mutating func renewRoots<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) -> Bool {
    releaseInvalidRoots(&processor)
    return !processor.current.page.isNone || renewRoot(walker, &processor)
  }

  /// Lets go of every root: the processor stops, or starts afresh.
  public mutating func releaseRoots(_ processor: inout ShadowProcessor<Host>) {
    for number in 0..<ShadowProcessor<Host>.rootCapacity { release(number, &processor) }
  }

  // MARK: Flushing

  /// Flushes the current address space: nothing older than now may be used in it.
  @inline(__always)
  private mutating func flushCurrent<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    processor.flushTranslations(tag: processor.tag)
    processor.roots[0].isFlushDue = false
    let root = processor.current.page
    if Policy.hasDefect(.skipsResyncAtRootLoad) || root.isNone { return }
    synchronize(root, walker, processor)
  }

  /// Flushes one address space (INVPCID type 1; SFENCE.VMA with an ASID).
  public mutating func flushSpace<Guest: ShadowedFormat>(
    _ pcid: ASID, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    counters.spaceFlushes &+= 1
    flush(where: { $0 == pcid }, walker, &processor)
  }

  /// Flushes every address space (INVPCID types 2 and 3, a toggle of CR4.PGE; SFENCE.VMA without operands).
  public mutating func flushAllSpaces<Guest: ShadowedFormat>(
    _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    counters.spaceFlushes &+= 1
    flush(where: { _ in true }, walker, &processor)
  }

  /// Roots held of the spaces go; the current one is brought in sync.
  private mutating func flush<Guest: ShadowedFormat>(
    where isFlushed: (ASID) -> Bool, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    if !Policy.hasDefect(.keepsCachedRoots) {
      for number in 1..<ShadowProcessor<Host>.rootCapacity where isFlushed(processor.roots[number].pcid) {
        release(number, &processor)
      }
    }
    guard isFlushed(processor.current.pcid) else { return }
    if Policy.protectsTables {
      flushCurrent(walker, &processor)
    } else {
      release(0, &processor)
    }
  }

  /// Invalidates what maps an address (INVLPG, INVPCID type 0, SFENCE.VMA with an address), in every root held: an address that is
  /// global belongs to all.
  @inline(never)
  public mutating func invalidate<Guest: ShadowedFormat>(
    _ gva: GVA, _ walker: PageWalker<Guest>, _ processor: inout ShadowProcessor<Host>
  ) {
    counters.pageInvalidations &+= 1
    guard Guest.isCanonical(gva, walker.rules) else { return }
    processor.invalidateTranslations(of: gva)
    if Policy.hasDefect(.skipsInvalidation) { return }
    for number in 0..<ShadowProcessor<Host>.rootCapacity {
      let page = processor.roots[number].page
      if !page.isNone { dropStale(gva, in: page, Guest.self) }
    }
  }

  /// Drops the entry of an address under a root, if it may be older than the guest's.
  @inline(__always)
  mutating func dropStale<Guest: ShadowedFormat>(_ gva: GVA, in root: ShadowPageIndex, _ format: Guest.Type) {
    if Policy.allowsUnsync || !Policy.protectsTables { findAndDropStale(gva, in: root, format) }
  }

  private mutating func findAndDropStale<Guest: ShadowedFormat>(
    _ gva: GVA, in root: ShadowPageIndex, _ format: Guest.Type
  ) {
    var page = root
    while true {
      let level = pages[page].role.level
      let place = place(of: gva, in: page, at: level)
      if level == .leaf { return dropStaleLeaf(place, at: gva) }
      if !Policy.protectsTables { dropStaleLarge(place) }
      let entry = entry(at: place)
      guard Host.isPresent(entry) && !Host.isLeaf(entry, at: level) else { return }
      page = child(of: place)
    }
  }

  /// Drops an entry of a leaf table that may be stale; all sixteen of what may be a NAPOT page or a contiguous run, whichever of
  /// them are filled.
  private mutating func dropStaleLeaf(_ place: ShadowEntryIndex, at gva: GVA) {
    guard pages[place.page].isUnsync || !Policy.protectsTables else { return }
    if pages[place.page].role.format < ShadowedFormatCode.riscVSv32.rawValue { return drop(place, at: gva) }
    let first = place.position & ~15
    for position in first..<(first &+ 16) { drop(place.page.entry(position)) }
  }

  /// Drops what stands for a large page of the guest's: both halves of 4 MiB, the sixteen of a contiguous run, whichever of them
  /// are filled.
  private mutating func dropStaleLarge(_ place: ShadowEntryIndex) {
    let role = pages[place.page].role
    let isX86 = role.format < ShadowedFormatCode.riscVSv32.rawValue
    let count = !role.isIndirect ? 1 : isNarrow(role) ? 2 : isX86 ? 1 : 16
    let first = place.position & ~(count &- 1)
    for position in first..<(first &+ count) { dropIfLarge(place.page.entry(position)) }
  }

  private mutating func dropIfLarge(_ place: ShadowEntryIndex) {
    let entry = entry(at: place)
    guard Host.isPresent(entry) else { return }
    if isLeaf(entry, at: place) || pages[child(of: place)].role.isDirect { drop(place) }
  }
}
