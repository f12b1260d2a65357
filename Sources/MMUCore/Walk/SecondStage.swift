/// A second stage that its monitor fills upon violations, with what a processor caches of it: a nested TLB, which translates
/// guest frames of 4 KiB, and walk caches of its own dimension.
///
/// Source: Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008.
public struct SecondStage<Format: MappableSecondStage> {
  /// What a guest physical address comes to.
  enum Answer: BitwiseCopyable {
    /// Memory, in a page of this size.
    case mapped(HPA, size: PageSize, permitted: AccessClassSet, isDirty: Bool)
    /// The monitor is asked.
    case fault(PageFault)
  }

  /// The tables.
  public let walker: PageWalker<Format>
  /// Where guest memory lies on the machine.
  public var slots: MemorySlots
  /// The largest page that the monitor maps.
  public let pageSize: PageSize
  /// Entries read by walks.
  public private(set) var references: UInt64 = 0
  /// Translations asked of the nested TLB, and answered by it.
  public private(set) var lookups: UInt64 = 0
  /// Of these, answered.
  public private(set) var hits: UInt64 = 0
  /// The frames of its tables.
  public private(set) var frames: UInt64 = 1

  let nested: LRUCache
  private var caches: PagingStructureCaches<Format>
  private var owner = MachineTag.host
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
    caches = caches.seen(by: tag)
  }

  // MARK: Translating

  /// A guest frame's name in the nested TLB.
  @inline(__always)
  func nestedKey(_ gpa: GPA) -> UInt64 { gpa.aligned(to: .kib4).rawValue | owner.keyBits | 1 }

  /// Translates an access of a guest's, or of the processor to its tables.
  @inline(__always)
  mutating func translate(_ gpa: GPA, _ access: GuestAccess) -> Answer {
    let key = nestedKey(gpa)
    lookups &+= 1
    let index = nested.find(key)
    if let index {
      let word = nested.value(at: index)
      if Self.permits(word, access) {
        hits &+= 1
        nested.touch(index)
        return Self.answer(word, gpa)
      }
    }
    return walk(gpa, access, key, replacing: index)
  }

  /// Walks the tables from where the caches lead.
  ///
  /// - Parameter index: where the nested TLB has the frame already.
  private mutating func walk(_ gpa: GPA, _ access: GuestAccess, _ key: UInt64, replacing index: Int?) -> Answer {
    guard case .table(let root) = Format.begin(walker.root, gpa, walker.rules) else {
      return .fault(PageFault(.nonCanonical, at: Format.rootLevel(walker.rules)))
    }
    var position = caches.deepest(for: gpa, ASID(0)) ?? root
    var count: UInt64 = 0
    while true {
      let place = Format.entryAddress(in: position, for: gpa, walker.rules)
      guard let entry = walker.memory.loadEntry(at: place, Format.entrySize) else {
        return .fault(PageFault(.tableOutsideMemory, at: position.level))
      }
      count &+= 1
      switch Format.follow(entry, in: position, walker.rules) {
      case .ended(let fault): return .fault(fault)
      case .table(let next):
        walker.replace(entry, at: place, with: Format.markedTable(entry, walker.rules))
        caches.take(next, for: gpa, ASID(0))
        position = next
      case .leaf(let leaf):
        guard case .mapped(let translation) = walker.finish(leaf, at: place, gpa, access) else {
          return .fault(Format.denial(of: access, by: leaf, walker.rules))
        }
        references &+= count
        caches.hints.note(place, at: position.level, for: gpa)
        let word = Self.word(translation)
        if let index { nested.replace(at: index, word) } else { nested.insertAbsent(key, word) }
        return Self.answer(word, gpa)
      }
    }
  }

  /// Asks the host's caches for the entry that a walk of this address would read last.
  @inline(__always)
  func prefetchLeafEntry(for gpa: GPA) {
    if let place = caches.hints.leafEntry(for: gpa, walker.rules) { walker.memory.prefetch(place) }
  }

  // MARK: The nested TLB's word

  /// The host frame, the classes of access in the lowest eight bits, the dirty bit, and the page's size in 512-fold steps.
  @inline(__always)
  private static func word(_ translation: Translation<HostPhysical>) -> UInt64 {
    let steps = (UInt64(translation.pageSize.shift) &- 12) / 9
    return translation.address.aligned(to: .kib4).rawValue | UInt64(translation.permitted.rawValue)
      | (translation.isDirty ? 1 << 8 : 0) | steps &<< 9
  }

  /// Whether a word serves an access: a store to a page that is not dirty must be walked, to mark it.
  @inline(__always)
  private static func permits(_ word: UInt64, _ access: GuestAccess) -> Bool {
    let permitted = AccessClassSet(rawValue: UInt8(truncatingIfNeeded: word))
    return permitted.contains(access.asSet) && (!access.isStore || word & 1 << 8 != 0)
  }

  @inline(__always)
  private static func answer(_ word: UInt64, _ gpa: GPA) -> Answer {
    .mapped(
      HPA(word & 0x000F_FFFF_FFFF_F000 | gpa.offset(in: .kib4)),
      size: PageSize(shift: 12 &+ 9 &* UInt8(truncatingIfNeeded: (word &>> 9) & 3)),
      permitted: AccessClassSet(rawValue: UInt8(truncatingIfNeeded: word)), isDirty: word & 1 << 8 != 0)
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
