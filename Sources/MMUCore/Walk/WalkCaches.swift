/// The caches of a page walker: what lets it skip entries of tables above the leaves.
///
/// Tagged by virtual address there are three, named by what their entries are, and a walk begins at what the deepest hit leads
/// to. Tagged by physical address there is one, which gives entries without a reference to memory. Entries that map pages
/// are not cached: they are the TLBs' business, so a walk to a page of 2 MiB uses no page-directory cache.
///
/// What a walk read goes in when the walk has ended, in the order of reading.
///
/// Source: Barr, Cox and Rixner, "Translation Caching: Skip, Don't Walk (the Page Table)", ISCA 2010; Intel SDM vol. 3A,
/// section "Paging-Structure Caches"; Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems",
/// ASPLOS 2008, for physical tags.
public struct WalkCaches: BitwiseCopyable {
  /// The sizes.
  public let geometry: WalkCacheGeometry

  let pml4: LRUCache
  let pdpt: LRUCache
  let pde: LRUCache
  /// Entries of every level above the leaves, by their addresses.
  let physical: LRUCache
  /// From guest frame to host frame.
  let nested: LRUCache
  /// The model of a data cache.
  let lines: LRUCache
  let hints: DirectoryHints
  /// What was found.
  public internal(set) var hits = WalkCacheHits()

  /// Empty caches.
  ///
  /// - Parameter words: at least ``WalkCacheGeometry/wordCount``.
  public init(_ geometry: WalkCacheGeometry, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= geometry.wordCount, "storage too small")
    var start = 0
    func take(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
      defer { start += count }
      return UnsafeMutableBufferPointer(rebasing: words[start..<start + count])
    }
    func make(_ capacity: Int) -> LRUCache {
      LRUCache(capacity: capacity, words: take(LRUCache.wordCount(capacity: capacity)))
    }
    self.geometry = geometry
    pml4 = make(geometry.pml4)
    pdpt = make(geometry.pdpt)
    pde = make(geometry.pde)
    physical = make(geometry.physical)
    nested = make(geometry.nested)
    lines = make(geometry.lines)
    hints = DirectoryHints(words: take(DirectoryHints.wordCount))
  }

  // MARK: Words and keys

  /// The part of an address that chooses an entry of a level, with the address space.
  @inline(__always)
  static func key(_ gva: GVA, _ level: PageLevel, _ asid: ASID) -> UInt64 {
    TLBKey(gva, X86Long4.pageSize(at: level), asid, isGlobal: false).rawValue
  }

  /// What an entry leads to and what was gathered on the way there, packed as an entry packs it.
  @inline(__always)
  static func word(_ position: WalkPosition<GuestPhysical>) -> UInt64 {
    position.table.rawValue | position.inherited & (X86Bit.write | X86Bit.user | X86Bit.noExecute)
  }

  /// The table that a word leads to.
  @inline(__always)
  static func position(_ word: UInt64, at level: PageLevel) -> WalkPosition<GuestPhysical> {
    WalkPosition(table: GPA(word & X86Bit.address), level: level, inherited: word)
  }

  // MARK: A walk

  /// The cache of a level's entries.
  @inline(__always)
  private func cache(of level: PageLevel) -> LRUCache {
    switch level.rawValue {
    case 2: pde
    case 3: pdpt
    default: pml4
    }
  }

  /// The lowest level of which the caches have the entry for an address, by its virtual address, and where.
  @inline(__always)
  func deepest(for gva: GVA, _ asid: ASID) -> (level: PageLevel, index: Int, word: UInt64)? {
    var level = PageLevel(2)
    while level <= PageLevel(4) {
      let cache = cache(of: level)
      if let index = cache.find(Self.key(gva, level, asid)) { return (level, index, cache.value(at: index)) }
      level = level.above
    }
    return nil
  }

  /// Where the physical cache has the entry at a place, above the leaves; −1 if nowhere.
  @inline(__always)
  func find(physical place: UInt64, _ level: PageLevel) -> Int {
    guard geometry.physical > 0, level > .leaf else { return -1 }
    return physical.find(place &+ 1) ?? -1
  }

  /// Counts a hit on an entry, and makes it the youngest.
  @inline(__always)
  mutating func use(_ level: PageLevel, _ index: Int) {
    hits.count(level)
    cache(of: level).touch(index)
  }

  /// Counts a hit by physical address, and makes it the youngest.
  @inline(__always)
  mutating func use(physical index: Int, _ level: PageLevel) {
    hits.count(level)
    physical.touch(index)
  }

  /// Takes in an entry that the physical cache has not.
  @inline(__always)
  func insert(physical place: UInt64, _ entry: UInt64) { physical.insertAbsent(place &+ 1, entry) }

  /// Takes in an entry of a path, which was read or was a hit by physical address.
  @inline(__always)
  mutating func take(_ step: WalkTrail.Step, _ gva: GVA, _ asid: ASID) {
    if geometry.tag == .physical {
      if step.cached >= 0 { hits.count(step.level) }
      if geometry.physical > 0 { physical.use(step.place &+ 1, step.entry) }
    } else if step.level <= PageLevel(4) {
      cache(of: step.level).insertAbsent(Self.key(gva, step.level, asid), step.word)
    }
  }

  // MARK: Invalidation

  /// Drops what belongs to an address space, whatever addresses it is for: what INVLPG and a load of CR3 do.
  ///
  /// Entries by physical address do not say whose they are: all of them go. The nested TLB stays, since the guest's
  /// instructions do not concern the second stage.
  ///
  /// Source: Intel SDM vol. 3A, section "Operations that Invalidate TLBs and Paging-Structure Caches": INVLPG "also
  /// invalidates all entries in all paging-structure caches associated with the current PCID, regardless of the linear
  /// addresses to which they correspond".
  public mutating func flush(asid: ASID) {
    pml4.removeEach { TLBKey(rawValue: $0).asid == asid }
    pdpt.removeEach { TLBKey(rawValue: $0).asid == asid }
    pde.removeEach { TLBKey(rawValue: $0).asid == asid }
    physical.removeAll()
    hints.forget()
  }

  /// Drops every entry of the paging-structure caches; the nested TLB stays.
  public mutating func flushAll() {
    pml4.removeAll()
    pdpt.removeAll()
    pde.removeAll()
    physical.removeAll()
    hints.forget()
  }

  /// Drops the nested TLB, and all that was derived through it: what INVEPT does.
  public mutating func flushSecondStage() {
    flushAll()
    nested.removeAll()
  }
}
