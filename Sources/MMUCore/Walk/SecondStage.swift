/// A second stage that its monitor fills upon violations, with what a processor caches of it: a nested TLB, which translates
/// guest frames of 4 KiB, and walk caches of its own dimension.
///
/// Source: Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008.
public struct SecondStage<Format: MappableSecondStage> {
  /// The tables.
  public let walker: PageWalker<Format>
  /// Where guest memory lies on the machine.
  public var slots: MemorySlots
  /// The largest page that the monitor maps.
  public let pageSize: PageSize
  /// Entries read by walks.
  public private(set) var references: UInt64 = 0
  /// The frames of its tables.
  public private(set) var frames: UInt64 = 1

  let nested: LRUCache
  private var caches: PagingStructureCaches<Format>
  private var owner = MachineTag.host
  /// What names the machine in the nested TLB's keys, which are never zero.
  private var ownBits: UInt64 = 1
  private var pool: FramePool<HostPhysical>

  /// An empty second stage.
  ///
  /// - Parameters:
  ///   - walker: over the root, whose frames are zero.
  ///   - pool: of zeroed frames for tables.
  ///   - nested: storage for the nested TLB of `nestedCapacity` entries, in words.
  public init(
    walker: PageWalker<Format>, slots: MemorySlots, pageSize: PageSize, pool: FramePool<HostPhysical>,
    nestedCapacity: Int, nested: UnsafeMutableBufferPointer<UInt64>, caches: PagingStructureCaches<Format>
  ) {
    self.walker = walker
    self.slots = slots
    self.pageSize = pageSize
    self.pool = pool
    self.nested = LRUCache(capacity: nestedCapacity, words: nested)
    self.caches = caches
  }

  /// How many words a nested TLB needs.
  public static func nestedWordCount(capacity: Int) -> Int { LRUCache.wordCount(capacity: capacity) }

  /// Gives the machine a tag of its own in what the processor caches.
  public mutating func tag(by tag: MachineTag) {
    owner = tag
    ownBits = tag.keyBits | 1
    caches = caches.seen(by: tag)
  }

  // MARK: Translating

  /// A guest frame's name in the nested TLB.
  @inline(__always)
  func nestedKey(_ gpa: GPA) -> UInt64 { gpa.aligned(to: .kib4).rawValue | ownBits }

  /// Translates an access of a guest's, or of the processor to its tables; `nil`: the monitor is asked.
  @inline(__always)
  mutating func translate(_ gpa: GPA, _ access: GuestAccess) -> TranslationWord? {
    let key = nestedKey(gpa)
    let slot = nested.place(of: key)
    let known = TranslationWord(rawValue: nested.value(at: slot))
    guard slot != LRUCache.none, known.permits(access) else { return walk(gpa, access, key, replacing: slot) }
    nested.touch(slot)
    return known
  }

  /// Walks the tables from the lowest that the caches know, whose keys hold all bits of any guest physical address.
  ///
  /// - Parameter slot: where the nested TLB has the frame already, or none.
  @inline(never)
  private mutating func walk(_ gpa: GPA, _ access: GuestAccess, _ key: UInt64, replacing slot: Int) -> TranslationWord?
  {
    var (table, count) = (caches.position(below: PageLevel(2), gpa, ASID(0)), 1 as UInt64)
    if table == nil {
      guard let directory = caches.position(below: PageLevel(3), gpa, ASID(0)),
        case .table(let next) = step(in: directory, gpa)
      else { return walkFromRoot(gpa, access, key, replacing: slot) }
      (table, count) = (next, 2)
    }
    guard let table, case .leaf(let leaf, let place) = step(in: table, gpa) else { return nil }
    return finish(leaf, at: place, gpa, access, key, replacing: slot, count)
  }

  /// Walks the tables, whatever they are, from where the caches lead.
  @inline(never)
  private mutating func walkFromRoot(
    _ gpa: GPA, _ access: GuestAccess, _ key: UInt64, replacing slot: Int
  ) -> TranslationWord? {
    guard case .table(let root) = Format.begin(walker.root, gpa, walker.rules) else { return nil }
    var position = caches.deepest(for: gpa, ASID(0)) ?? root
    var count: UInt64 = 1
    while true {
      switch step(in: position, gpa) {
      case .ended: return nil
      case .leaf(let leaf, let place): return finish(leaf, at: place, gpa, access, key, replacing: slot, count)
      case .table(let next):
        position = next
        count &+= 1
      }
    }
  }

  private enum Step: BitwiseCopyable {
    case ended
    case table(WalkPosition<HostPhysical>)
    case leaf(WalkLeaf<HostPhysical>, HPA)
  }

  /// Reads an entry, and marks and remembers one that leads to a table.
  @inline(__always)
  private func step(in position: WalkPosition<HostPhysical>, _ gpa: GPA) -> Step {
    let place = Format.entryAddress(in: position, for: gpa, walker.rules)
    guard let entry = walker.memory.loadEntry(at: place, Format.entrySize) else { return .ended }
    switch Format.follow(entry, in: position, walker.rules) {
    case .ended: return .ended
    case .leaf(let leaf): return .leaf(leaf, place)
    case .table(let next):
      walker.replace(entry, at: place, with: Format.markedTable(entry, walker.rules))
      caches.take(next, for: gpa, ASID(0))
      return .table(next)
    }
  }

  /// Marks a leaf that permits an access, and remembers it.
  @inline(__always)
  private mutating func finish(
    _ leaf: WalkLeaf<HostPhysical>, at place: HPA, _ gpa: GPA, _ access: GuestAccess, _ key: UInt64,
    replacing slot: Int, _ count: UInt64
  ) -> TranslationWord? {
    guard let word = word(of: leaf, at: place, gpa, access) else { return nil }
    references &+= count
    caches.hints.note(place, at: leaf.level, for: gpa)
    remember(word, key, replacing: slot)
    return word
  }

  @inline(__always)
  private func remember(_ word: TranslationWord, _ key: UInt64, replacing slot: Int) {
    guard slot == LRUCache.none else { return nested.replace(at: slot, word.rawValue) }
    nested.insertAbsent(key, word.rawValue)
  }

  /// Asks the host's caches for the entry that a walk of this address would read last.
  @inline(__always)
  func prefetchLeafEntry(for gpa: GPA) {
    walker.memory.prefetch(caches.hints.leafEntry(for: gpa, walker.rules))
  }

  /// The word of an address's frame, by a leaf that permits an access, which it is marked for.
  @inline(__always)
  private func word(
    of leaf: WalkLeaf<HostPhysical>, at place: HPA, _ gpa: GPA, _ access: GuestAccess
  ) -> TranslationWord? {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, walker.rules)
    guard permitted.contains(access.asSet) else { return nil }
    walker.replace(leaf.entry, at: place, with: Format.markedLeaf(leaf.entry, dirty: access.isStore, walker.rules))
    let isDirty = access.isStore || Format.isDirty(leaf.entry, walker.rules)
    let frame = leaf.page.advanced(by: gpa.aligned(to: .kib4).offset(in: leaf.size))
    return TranslationWord(frame, leaf.size, permitted: permitted, isWritable: isDirty)
  }

  // MARK: Mapping

  /// Maps the page that holds an address, as large as it may be.
  ///
  /// - Returns: whether there is memory there, and a frame for every table that was missing.
  @inline(never)
  mutating func map(_ gpa: GPA, isStore: Bool) -> Bool {
    guard let page = slots.page(at: gpa, upTo: pageSize), !(isStore && page.isReadOnly) else { return false }
    return map(gpa, page)
  }

  /// Maps a page of the machine's where a guest's address lies, with a table wherever one is missing.
  ///
  /// - Returns: whether there was a frame for every table.
  mutating func map(_ gpa: GPA, _ page: HostPage) -> Bool {
    guard case .table(var position) = Format.begin(walker.root, gpa, walker.rules) else { return false }
    while true {
      let place = Format.entryAddress(in: position, for: gpa, walker.rules)
      if Format.pageSize(at: position.level) == page.size {
        let entry = Format.entry(toPage: page.hpa, at: position.level, isReadOnly: page.isReadOnly)
        return walker.memory.storeEntry(entry, at: place, Format.entrySize)
      }
      guard let entry = walker.memory.loadEntry(at: place, Format.entrySize) else { return false }
      if case .table(let next) = Format.follow(entry, in: position, walker.rules) {
        position = next
        continue
      }
      guard let frame = pool.allocate() else { return false }
      frames &+= 1
      walker.memory.storeEntry(Format.entry(toTable: frame.address), at: place, Format.entrySize)
    }
  }

  /// Drops everything that was cached of the machine: what INVEPT does.
  public mutating func flush() {
    guard owner != .host else { return flushProcessor() }
    nested.removeEach { $0 & MachineTag.keyMask == owner.keyBits }
    caches.flushAll()
  }

  /// Drops everything of every machine's.
  public mutating func flushProcessor() {
    nested.removeAll()
    caches.flushProcessor()
  }
}
