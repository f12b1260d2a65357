/// Walk caches that are counted and not used: which tables a processor would remember, so that a walk in one dimension is known to read
/// no more than the entries below them, whoever walks.
///
/// ``PagingStructureCaches`` are the same with the tables, for whom they save the walk.
struct WalkStarts: BitwiseCopyable {
  /// Of entries of level 2, of level 3 and of level 4.
  private let level2: LRUCache
  private let level3: LRUCache
  private let level4: LRUCache
  /// Whether there are any entries.
  private let isAny: Bool

  /// How many words caches of these capacities need.
  static func wordCount(level2: Int, level3: Int, level4: Int) -> Int {
    LRUCache.wordCount(capacity: level2) + LRUCache.wordCount(capacity: level3) + LRUCache.wordCount(capacity: level4)
  }

  /// Empty caches.
  ///
  /// - Parameter words: at least ``wordCount(level2:level3:level4:)``.
  init(level2: Int, level3: Int, level4: Int, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(words.count >= Self.wordCount(level2: level2, level3: level3, level4: level4), "storage too small")
    var start = 0
    func make(_ capacity: Int) -> LRUCache {
      let count = LRUCache.wordCount(capacity: capacity)
      defer { start += count }
      return LRUCache(capacity: capacity, words: UnsafeMutableBufferPointer(rebasing: words[start..<start + count]))
    }
    self.level2 = make(level2)
    self.level3 = make(level3)
    self.level4 = make(level4)
    isAny = level2 + level3 + level4 > 0
  }

  @inline(__always)
  private func cache(of level: UInt64) -> LRUCache {
    switch level {
    case 2: level2
    case 3: level3
    default: level4
    }
  }

  /// How many entries a walk reads that ends at a leaf of a level, and remembers the tables that it led through.
  ///
  /// - Parameters:
  ///   - rootLevel: the level of the root.
  ///   - leafLevel: the level of the entry that maps the page.
  ///   - indexBits: how many bits of an address choose an entry.
  @inline(__always)
  func references(
    for gva: GVA, _ asid: ASID, of machine: MachineTag, rootLevel: UInt64, leafLevel: UInt64, indexBits: UInt64
  ) -> UInt64 {
    guard isAny else { return rootLevel &- leafLevel &+ 1 }
    let space = 1 &<< 63 | machine.keyBits | UInt64(asid.rawValue)
    var level = leafLevel &+ 1
    while level <= min(rootLevel, 4) {
      let cache = cache(of: level)
      let number = (gva.rawValue & 0x01FF_FFFF_FFFF_FFFF) &>> (12 &+ indexBits &* (level &- 1))
      if cache.capacity > 0, cache.use(space | number &<< 16) { break }
      level &+= 1
    }
    return min(level, rootLevel &+ 1) &- leafLevel
  }

  /// Drops what was cached of a machine's address space.
  func flush(asid: ASID, of machine: MachineTag) {
    removeEach { $0 & (MachineTag.keyMask | 0xFFFF) == machine.keyBits | UInt64(asid.rawValue) }
  }

  /// Drops what was cached of a machine.
  func flushAll(of machine: MachineTag) { removeEach { $0 & MachineTag.keyMask == machine.keyBits } }

  @inline(__always)
  private func removeEach(where isRemoved: (UInt64) -> Bool) {
    guard isAny else { return }
    level2.removeEach(where: isRemoved)
    level3.removeEach(where: isRemoved)
    level4.removeEach(where: isRemoved)
  }

  /// Drops everything.
  func flushAll() {
    level2.removeAll()
    level3.removeAll()
    level4.removeAll()
  }
}
