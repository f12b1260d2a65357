/// The walk caches of one dimension of any format: the tables that walks reached, by the addresses that led there.
///
/// An entry of a level says which table of the level below it leads to, and what was gathered on the way. Entries that map pages
/// are not cached: they are the TLBs' business.
///
/// Source: Barr, Cox and Rixner, "Translation Caching: Skip, Don't Walk (the Page Table)", ISCA 2010; Intel SDM vol. 3A,
/// section "Paging-Structure Caches".
public struct PagingStructureCaches<Format: PagingFormat>: BitwiseCopyable {
  /// Of entries of level 2, of level 3 and of level 4.
  private let level2: LRUCache
  private let level3: LRUCache
  private let level4: LRUCache
  private var owner = MachineTag.host

  /// How many words caches of these capacities need.
  public static func wordCount(level2: Int, level3: Int, level4: Int) -> Int {
    LRUCache.wordCount(capacity: level2) + LRUCache.wordCount(capacity: level3) + LRUCache.wordCount(capacity: level4)
  }

  /// Empty caches.
  ///
  /// - Parameter words: at least ``wordCount(level2:level3:level4:)``.
  public init(level2: Int, level3: Int, level4: Int, words: UnsafeMutableBufferPointer<UInt64>) {
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
  }

  /// The same caches, as a machine sees them that has a tag of its own.
  public func seen(by tag: MachineTag) -> PagingStructureCaches {
    var seen = self
    seen.owner = tag
    return seen
  }

  @inline(__always)
  private func cache(of level: PageLevel) -> LRUCache {
    switch level.rawValue {
    case 2: level2
    case 3: level3
    default: level4
    }
  }

  /// The part of an address that chooses an entry of a level, with the machine and the address space.
  @inline(__always)
  private func key(_ address: Address<Format.Input>, _ level: PageLevel, _ asid: ASID) -> UInt64 {
    let number = (address.rawValue & 0x01FF_FFFF_FFFF_FFFF) &>> UInt64(Format.pageSize(at: level).shift)
    return 1 &<< 63 | owner.keyBits | number &<< 16 | UInt64(asid.rawValue)
  }

  private static var tableMask: UInt64 { 0x000F_FFFF_FFFF_F000 }

  /// The lowest table that the caches know for an address, or `nil`; changes no age.
  @inline(__always)
  func deepest(for address: Address<Format.Input>, _ asid: ASID) -> WalkPosition<Format.Output>? {
    var level = PageLevel(2)
    while level <= PageLevel(4) {
      let cache = cache(of: level)
      if cache.capacity > 0, let index = cache.find(key(address, level, asid)) {
        cache.touch(index)
        let word = cache.value(at: index)
        return WalkPosition(
          table: Address(word & Self.tableMask), level: level.below, inherited: word | Self.tableMask)
      }
      level = level.above
    }
    return nil
  }

  /// Remembers the table that an entry of the level above it leads to.
  @inline(__always)
  func take(_ position: WalkPosition<Format.Output>, for address: Address<Format.Input>, _ asid: ASID) {
    let level = position.level.above
    guard level <= PageLevel(4) else { return }
    let cache = cache(of: level)
    guard cache.capacity > 0 else { return }
    cache.use(key(address, level, asid), position.table.rawValue | position.inherited & ~Self.tableMask)
  }

  /// Drops what was cached of an address space of the machine's.
  func flush(asid: ASID) {
    let space = owner.keyBits | UInt64(asid.rawValue)
    removeEach { $0 & (MachineTag.keyMask | 0xFFFF) == space }
  }

  /// Drops everything of the machine's.
  public func flushAll() {
    guard owner != .host else { return flushProcessor() }
    removeEach { $0 & MachineTag.keyMask == owner.keyBits }
  }

  @inline(__always)
  private func removeEach(where isRemoved: (UInt64) -> Bool) {
    level2.removeEach(where: isRemoved)
    level3.removeEach(where: isRemoved)
    level4.removeEach(where: isRemoved)
  }

  /// Drops everything of every machine's.
  func flushProcessor() {
    level2.removeAll()
    level3.removeAll()
    level4.removeAll()
  }
}
