/// A processor's TLB as techniques of virtualization find it: two levels, every page size, with the rights of each page; and beside it
/// the walk caches, which every invalidation concerns too.
///
/// A page goes into both levels when it is walked, and from the second into the first when it is hit there. Entries hold
/// decisions, as ``DirectMappedTLB``'s do.
///
/// A value is what one virtual machine has of it. Machines that take turns on the processor have values over the same words:
/// with the same tag, the processor is emptied at every switch; with a tag each (``seen(by:)``), nobody finds, drops or keeps
/// anything but his own, global pages included.
public struct HardwareTLB: TranslationTLB {
  /// Entries say which classes of access they permit.
  public static var keepsDecisions: Bool { true }

  private let level1: TranslationArray
  private let level2: TranslationArray
  private let starts: WalkStarts
  private var owner = MachineTag.host
  /// What tells the machine's addresses from others'.
  private var ownBits: UInt64 = 0
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

  /// The same entries, as a machine sees them that has a tag of its own.
  public func seen(by tag: MachineTag) -> HardwareTLB {
    var seen = self
    seen.owner = tag
    seen.ownBits = tag.addressBits
    return seen
  }

  /// Whether an address is canonical for 48 bits: others, which a processor refuses, would name what others own.
  @inline(__always)
  static func canHold(_ gva: GVA) -> Bool { (gva.rawValue &+ 1 &<< 47) &>> 48 == 0 }

  /// The address by which the machine's entries are kept.
  @inline(__always)
  private func own(_ gva: GVA) -> GVA { GVA(gva.rawValue ^ ownBits) }

  /// How many entries hardware read on its way to the page that was filled last.
  @inline(__always)
  mutating func referencesOfLatest(
    _ gva: GVA, asid: ASID, rootLevel: PageLevel, indexBits: UInt8
  ) -> UInt64 {
    let steps = (UInt64(latestSize.shift) &- 12) / UInt64(indexBits)
    return starts.references(
      for: gva, asid, of: owner, rootLevel: rootLevel.rawValue, leafLevel: steps &+ 1, indexBits: UInt64(indexBits))
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
    guard Self.canHold(gva) else { return nil }
    let own = own(gva)
    let key = TLBKey(own, .kib4, asid, isGlobal: false)
    if let word = level1.lookup(key, own, asid: asid) { return TranslationWord(rawValue: word).hpa(of: gva, access) }
    return lookupLevel2(key, own, access, asid: asid)
  }

  /// Looks in the second level, for the machine's own address.
  @inline(never)
  private mutating func lookupLevel2(_ key: TLBKey, _ own: GVA, _ access: GuestAccess, asid: ASID) -> HPA? {
    guard let word = level2.lookup(key, own, asid: asid) else { return nil }
    let page = TranslationWord(rawValue: word)
    guard let hpa = page.hpa(of: own, access) else { return nil }
    level2Hits &+= 1
    level1.insert(page.key(of: own, asid), own, page.size, payload: word)
    return hpa
  }

  /// Remembers a page in both levels.
  @inline(__always)
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
  @inline(never)
  mutating func fill(_ page: TranslationWord, _ gva: GVA, asid: ASID) {
    latestSize = page.size
    guard Self.canHold(gva) else { return }
    let own = own(gva)
    let key = page.key(of: own, asid)
    level1.insert(key, own, page.size, payload: page.rawValue)
    level2.insert(key, own, page.size, payload: page.rawValue)
  }

  /// Drops what maps an address in one address space, or globally.
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    guard Self.canHold(gva) else { return }
    level1.invalidate(own(gva), asid: asid)
    level2.invalidate(own(gva), asid: asid)
    starts.flush(asid: asid, of: owner)
  }

  /// Drops what maps an address in one address space and is not global.
  public mutating func invalidateNonGlobal(_ gva: GVA, asid: ASID) {
    guard Self.canHold(gva) else { return }
    level1.invalidateNonGlobal(own(gva), asid: asid)
    level2.invalidateNonGlobal(own(gva), asid: asid)
    starts.flush(asid: asid, of: owner)
  }

  /// Drops what maps an address in any address space, or globally.
  public mutating func invalidate(_ gva: GVA) {
    guard Self.canHold(gva) else { return }
    level1.invalidate(own(gva))
    level2.invalidate(own(gva))
    starts.flushAll(of: owner)
  }

  /// Drops every entry of one address space that is not global.
  public mutating func flush(asid: ASID) {
    dropEach { !$0.isGlobal && $0.asid == asid }
    starts.flush(asid: asid, of: owner)
  }

  /// Drops every entry that is not global.
  public mutating func flushNonGlobal() {
    dropEach { !$0.isGlobal }
    starts.flushAll(of: owner)
  }

  /// Drops everything of the machine's.
  public mutating func flushAll() {
    guard owner != .host else { return flushProcessor() }
    dropEach { _ in true }
    starts.flushAll(of: owner)
  }

  /// Drops everything, unless the machine has a tag of its own.
  public mutating func takeTurn() -> Bool {
    guard owner == .host else { return false }
    flushProcessor()
    return true
  }

  /// Drops everything of every machine's.
  public mutating func flushProcessor() {
    level1.flushAll()
    level2.flushAll()
    starts.flushAll()
  }

  /// Drops the machine's entries that pass a test.
  @inline(__always)
  private mutating func dropEach(where isDropped: (TLBKey) -> Bool) {
    let owner = owner
    level1.clearEach { owner == $0.machine && isDropped($0) }
    level2.clearEach { owner == $0.machine && isDropped($0) }
  }
}
