/// The walk caches of one dimension of any format: the tables that walks reached, by the addresses that led there.
///
/// An entry of a level says which table of the level below it leads to, and what was gathered on the way. Entries that map pages
/// are not cached: they are the TLBs' business.
///
/// Source: Barr, Cox and Rixner, "Translation Caching: Skip, Don't Walk (the Page Table)", ISCA 2010; Intel SDM vol. 3A,
/// section "Paging-Structure Caches".
public struct PagingStructureCaches<Format: PagingFormat>: BitwiseCopyable {
  private let caches: LevelCaches
  private var owner = MachineTag.host
  /// What names the machine, and its address space 0, in keys.
  private var ownSpace = LevelCaches.space(ASID(0), of: .host)
  /// Of leaf entries that were read by way of the caches.
  let hints: LeafHints<Format>

  /// How many words caches of these capacities need.
  public static func wordCount(level2: Int, level3: Int, level4: Int) -> Int {
    LevelCaches.wordCount(level2: level2, level3: level3, level4: level4) + LeafHints<Format>.wordCount
  }

  /// Empty caches, of entries of level 2, of level 3 and of level 4.
  ///
  /// - Parameter words: at least ``wordCount(level2:level3:level4:)``.
  public init(level2: Int, level3: Int, level4: Int, words: UnsafeMutableBufferPointer<UInt64>) {
    caches = LevelCaches(level2: level2, level3: level3, level4: level4, words: words)
    let start = LevelCaches.wordCount(level2: level2, level3: level3, level4: level4)
    hints = LeafHints(words: UnsafeMutableBufferPointer(rebasing: words[start...]))
  }

  /// The same caches, as a machine sees them that has a tag of its own.
  public func seen(by tag: MachineTag) -> PagingStructureCaches {
    var seen = self
    seen.owner = tag
    seen.ownSpace = LevelCaches.space(ASID(0), of: tag)
    return seen
  }

  @inline(__always)
  private func key(_ address: Address<Format.Input>, _ level: PageLevel, _ asid: ASID) -> UInt64 {
    let space = ownSpace | UInt64(asid.rawValue)
    return LevelCaches.key(address.rawValue, from: UInt64(Format.pageSize(at: level).shift), in: space)
  }

  private static var tableMask: UInt64 { 0x000F_FFFF_FFFF_F000 }

  /// The lowest table that the caches know for an address, which counts as a use of its entry; or `nil`.
  @inline(__always)
  func deepest(for address: Address<Format.Input>, _ asid: ASID) -> WalkPosition<Format.Output>? {
    position(below: PageLevel(2), address, asid) ?? position(below: PageLevel(3), address, asid)
      ?? position(below: PageLevel(4), address, asid)
  }

  /// The table that the entry of a level leads to, if it is known, which counts as a use.
  @inline(__always)
  func position(
    below level: PageLevel, _ address: Address<Format.Input>, _ asid: ASID
  ) -> WalkPosition<Format.Output>? {
    let cache = caches[level.rawValue]
    guard let index = cache.find(key(address, level, asid)) else { return nil }
    cache.touch(index)
    let word = cache.value(at: index)
    return WalkPosition(table: Address(word & Self.tableMask), level: level.below, inherited: word | Self.tableMask)
  }

  /// Remembers the table that an entry of the level above it leads to.
  ///
  /// The walk began where ``deepest(for:_:)`` said, so that no cache knows an entry below there.
  @inline(__always)
  func take(_ position: WalkPosition<Format.Output>, for address: Address<Format.Input>, _ asid: ASID) {
    let level = position.level.above
    guard level.rawValue <= LevelCaches.highest else { return }
    caches[level.rawValue].insertAbsent(
      key(address, level, asid), position.table.rawValue | position.inherited & ~Self.tableMask)
  }

  /// Drops what was cached of an address space of the machine's.
  func flush(asid: ASID) { caches.flush(asid: asid, of: owner) }

  /// Drops everything of the machine's.
  public func flushAll() { caches.flushAll(of: owner) }

  /// Drops everything of every machine's.
  func flushProcessor() { caches.flushAll() }
}
