/// A processor's TLB as techniques of virtualization find it: two levels, every page size, with the rights of each page; and beside it
/// the walk caches, which every invalidation concerns too.
///
/// A page goes into both levels when it is walked, and from the second into the first when it is hit there. Entries hold
/// decisions, as ``DirectMappedTLB``'s do.
public struct HardwareTLB: TranslationTLB {
  /// Entries say which classes of access they permit.
  public static var keepsDecisions: Bool { true }

  private let level1: TranslationArray
  private let level2: TranslationArray
  private let starts: WalkStarts
  /// Lookups that the second level answered.
  public private(set) var level2Hits: UInt64 = 0
  /// The size of the page that was filled last, as it was filled.
  public private(set) var latestSize = PageSize.kib4

  /// How many walk cache entries there are of each level.
  public typealias WalkCaches = (level2: Int, level3: Int, level4: Int)

  /// How many words both levels and the walk caches need.
  public static func wordCount(
    _ level1: TLBGeometry, _ level2: TLBGeometry, _ walkCaches: WalkCaches = (0, 0, 0)
  ) -> Int {
    TranslationArray.wordCount(level1) + TranslationArray.wordCount(level2)
      + LevelCaches.wordCount(level2: walkCaches.level2, level3: walkCaches.level3, level4: walkCaches.level4)
  }

  /// An empty TLB.
  ///
  /// - Parameters:
  ///   - level1: a shape with LRU replacement and no wired ways, as `level2`.
  ///   - walkCaches: how many entries walk caches have; none where whoever walks has its own.
  ///   - words: at least ``wordCount(_:_:_:)``.
  public init(
    _ level1: TLBGeometry, _ level2: TLBGeometry, walkCaches: WalkCaches = (0, 0, 0),
    words: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(words.count >= Self.wordCount(level1, level2, walkCaches), "storage too small")
    var start = 0
    func take(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
      defer { start += count }
      return UnsafeMutableBufferPointer(rebasing: words[start..<start + count])
    }
    self.level1 = TranslationArray(level1, words: take(TranslationArray.wordCount(level1)))
    self.level2 = TranslationArray(level2, words: take(TranslationArray.wordCount(level2)))
    starts = WalkStarts(
      LevelCaches(
        level2: walkCaches.level2, level3: walkCaches.level3, level4: walkCaches.level4,
        words: UnsafeMutableBufferPointer(rebasing: words[start...])))
  }

  /// How many entries hardware read on its way to the page that was filled last.
  @inline(__always)
  mutating func referencesOfLatest(
    _ gva: GVA, asid: ASID, rootLevel: PageLevel, indexBits: UInt8
  ) -> UInt64 {
    let steps = (UInt64(latestSize.shift) &- 12) / UInt64(indexBits)
    return starts.references(
      for: gva, asid, rootLevel: rootLevel.rawValue, leafLevel: steps &+ 1, indexBits: UInt64(indexBits))
  }

  /// Those that lie below what the walk caches hold.
  @inline(__always)
  public mutating func references<Format: PagingFormat>(
    _ whole: UInt64, to gva: GVA, _ format: Format.Type, _ rules: Format.Rules, asid: ASID
  ) -> UInt64 {
    referencesOfLatest(gva, asid: asid, rootLevel: Format.rootLevel(rules), indexBits: Format.indexBits)
  }

  /// Looks in the first level, then in the second.
  @inline(__always)
  public mutating func lookup(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> HPA? {
    if let word = level1.lookup(gva, asid: asid) { return TranslationWord(rawValue: word).hpa(of: gva, access) }
    return lookupLevel2(gva, access, asid: asid)
  }

  @inline(never)
  private mutating func lookupLevel2(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> HPA? {
    guard let word = level2.lookup(gva, asid: asid) else { return nil }
    let page = TranslationWord(rawValue: word)
    guard let hpa = page.hpa(of: gva, access) else { return nil }
    level2Hits &+= 1
    level1.insert(gva, page.size, asid: asid, isGlobal: page.isGlobal, payload: word)
    return hpa
  }

  /// Remembers a page in both levels.
  public mutating func fill<Space: AddressSpace>(
    _ gva: GVA, _ translation: Translation<Space>, hpa: HPA, isHostReadOnly: Bool, asid: ASID
  ) {
    fill(gva, translation, hpa: hpa, isHostReadOnly: isHostReadOnly, asid: asid, size: translation.pageSize)
  }

  /// Remembers a page of which the host maps no larger a piece than `size`.
  @inline(__always)
  public mutating func fill<Space: AddressSpace>(
    _ gva: GVA, _ translation: Translation<Space>, hpa: HPA, isHostReadOnly: Bool, asid: ASID, size: PageSize
  ) {
    fill(TranslationWord(translation, hpa: hpa, isHostReadOnly: isHostReadOnly, size: size), gva, asid: asid)
  }

  /// Remembers a page by its word.
  @inline(__always)
  mutating func fill(_ page: TranslationWord, _ gva: GVA, asid: ASID) {
    latestSize = page.size
    level1.insert(gva, page.size, asid: asid, isGlobal: page.isGlobal, payload: page.rawValue)
    level2.insert(gva, page.size, asid: asid, isGlobal: page.isGlobal, payload: page.rawValue)
  }

  /// Drops what maps an address in one address space, or globally.
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    level1.invalidate(gva, asid: asid)
    level2.invalidate(gva, asid: asid)
    starts.flush(asid: asid)
  }

  /// Drops what maps an address in one address space and is not global.
  public mutating func invalidateNonGlobal(_ gva: GVA, asid: ASID) {
    level1.invalidateNonGlobal(gva, asid: asid)
    level2.invalidateNonGlobal(gva, asid: asid)
    starts.flush(asid: asid)
  }

  /// Drops what maps an address in any address space, or globally.
  public mutating func invalidate(_ gva: GVA) {
    level1.invalidate(gva)
    level2.invalidate(gva)
    starts.flushAll()
  }

  /// Drops every entry of one address space that is not global.
  public mutating func flush(asid: ASID) {
    level1.flush(asid: asid)
    level2.flush(asid: asid)
    starts.flush(asid: asid)
  }

  /// Drops every entry that is not global.
  public mutating func flushNonGlobal() {
    level1.flushNonGlobal()
    level2.flushNonGlobal()
    starts.flushAll()
  }

  /// Drops everything.
  public mutating func flushAll() {
    level1.flushAll()
    level2.flushAll()
    starts.flushAll()
  }
}
