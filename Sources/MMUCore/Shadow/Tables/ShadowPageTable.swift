/// The pool of shadow pages: their tables in machine memory, found by guest frame and role, in order of age.
///
/// Source: Linux, mmu.rst: `mmu_page_hash`, `active_mmu_pages`.
struct ShadowPageTable {
  /// Words of unsync bits a page.
  static var unsyncWords: Int { 8 }

  private let pages: UnsafeMutablePointer<ShadowPage>
  private let buckets: UnsafeMutablePointer<ShadowPageIndex>
  /// By how much a hash is shifted to give a bucket.
  private let bucketShift: UInt64
  /// All tables, one after the other: entry n is ``ShadowEntryIndex`` n.
  let tables: UnsafeMutablePointer<UInt64>
  /// What present entries lead to.
  let links: UnsafeMutablePointer<EntryLink>
  /// For each page, which of its entries lead to something unsync.
  let unsyncBits: UnsafeMutablePointer<UInt64>
  let capacity: Int
  private let firstFrame: HFN
  private var firstFree = ShadowPageIndex(0)
  private(set) var freeCount: Int
  /// Pages in use.
  var usedCount: Int { capacity &- freeCount }
  /// The two ends of the list of pages by age.
  private(set) var oldest = ShadowPageIndex.none
  private(set) var newest = ShadowPageIndex.none

  /// An empty pool whose tables are the frames of `memory` from `firstFrame` on, which must be zero. A page that is given
  /// back has lost all its entries, so tables are zero whenever they are handed out.
  init(_ storage: ShadowStorage, memory: MachineMemory, firstFrame: HFN) {
    capacity = storage.pages.count
    precondition(capacity > 0 && firstFrame.rawValue + UInt64(capacity) <= memory.frameCount, "tables lie in memory")
    pages = storage.pages.baseAddress.unsafelyUnwrapped
    buckets = storage.buckets.baseAddress.unsafelyUnwrapped
    bucketShift = 64 - UInt64(storage.buckets.count.trailingZeroBitCount)
    tables = (memory.base + Int(firstFrame.address.rawValue)).assumingMemoryBound(to: UInt64.self)
    links = storage.links.baseAddress.unsafelyUnwrapped
    unsyncBits = storage.unsyncBits.baseAddress.unsafelyUnwrapped
    self.firstFrame = firstFrame
    freeCount = capacity
    storage.buckets.initialize(repeating: .none)
    storage.unsyncBits.initialize(repeating: 0)
    for number in 0..<capacity {
      let next = number + 1 < capacity ? ShadowPageIndex(UInt32(number + 1)) : .none
      (pages + number).initialize(to: .free(next: next))
    }
  }

  /// A page.
  subscript(index: ShadowPageIndex) -> ShadowPage {
    @inline(__always) unsafeAddress { UnsafePointer(pages + index.position) }
    @inline(__always) nonmutating unsafeMutableAddress { pages + index.position }
  }

  /// Where the list of a page's parents begins.
  @inline(__always)
  func parents(of index: ShadowPageIndex) -> UnsafeMutablePointer<EntryListHead> {
    UnsafeMutableRawPointer(pages + index.position).assumingMemoryBound(to: EntryListHead.self)
  }

  /// A page's table.
  @inline(__always)
  func table(of index: ShadowPageIndex) -> HPA { firstFrame.advanced(by: UInt64(index.rawValue)).address }

  /// How many entries ``hasEntries(from:)`` looks at: a cache line.
  static var entriesPerLine: Int { 8 }

  /// Whether any of a cache line of entries is present; `place` is the first of them.
  ///
  /// Most tables are sparse: one branch a line and not one an entry is faster, and does not depend on where the code lies.
  @inline(__always)
  func hasEntries(from place: ShadowEntryIndex) -> Bool {
    let line = UnsafeRawPointer(tables + place.offset)
    // Vectors of 16 bytes: what every x86-64 and AArch64 has.
    var all = line.load(as: SIMD2<UInt64>.self)
    for offset in stride(from: 16, to: 64, by: 16) { all |= line.load(fromByteOffset: offset, as: SIMD2<UInt64>.self) }
    return all[0] | all[1] != 0
  }

  // MARK: Finding

  @inline(__always)
  private func bucket(of gfn: GFN) -> Int {
    // Fibonacci hashing: neighbouring frames spread over all buckets. Only the product's highest bits do that: the same number
    // of bits from the middle are those of another multiplier, by which a hundred thousand neighbours share a third of them.
    Int(truncatingIfNeeded: (gfn.rawValue &* 0x9E37_79B9_7F4A_7C15) &>> bucketShift)
  }

  /// The page of a guest frame and role, of a generation.
  @inline(__always)
  func find(_ gfn: GFN, _ role: ShadowPageRole, generation: UInt32) -> ShadowPageIndex? {
    var index = buckets[bucket(of: gfn)]
    while !index.isNone {
      let page = pages + index.position
      if page.pointee.gfn == gfn && page.pointee.role == role && page.pointee.generation == generation { return index }
      index = page.pointee.next
    }
    return nil
  }

  /// The page of a guest frame whose role differs in nothing but the given bits.
  func findAlike(
    _ gfn: GFN, _ role: ShadowPageRole, ignoring bits: UInt32, generation: UInt32
  ) -> ShadowPageIndex? {
    var index = first(of: gfn)
    while !index.isNone {
      let differs = (self[index].role.rawValue ^ role.rawValue) & ~bits != 0
      if !differs && self[index].generation == generation { return index }
      index = next(of: gfn, after: index)
    }
    return nil
  }

  /// The first page, whatever its role, in the bucket of a guest frame at or after `start`.
  @inline(__always)
  func first(of gfn: GFN, from start: ShadowPageIndex) -> ShadowPageIndex {
    var index = start
    while !index.isNone && pages[index.position].gfn != gfn { index = pages[index.position].next }
    return index
  }

  /// The first page of a guest frame, whatever its role; go on with ``next(of:after:)``.
  @inline(__always)
  func first(of gfn: GFN) -> ShadowPageIndex { first(of: gfn, from: buckets[bucket(of: gfn)]) }

  /// The next page of the same guest frame.
  @inline(__always)
  func next(of gfn: GFN, after index: ShadowPageIndex) -> ShadowPageIndex {
    first(of: gfn, from: pages[index.position].next)
  }

  // MARK: Taking and giving back

  /// A page with an empty table, or `nil` when there is none left; hashed, unless its role is private.
  mutating func allocate(_ gfn: GFN, _ role: ShadowPageRole, generation: UInt32) -> ShadowPageIndex? {
    let index = firstFree
    guard !index.isNone else { return nil }
    firstFree = self[index].next
    freeCount &-= 1
    self[index] = .free(next: .none)
    self[index].gfn = gfn
    self[index].role = role
    self[index].generation = generation
    self[index].isLive = true
    if !role.isPrivate { hash(index) }
    appendNewest(index)
    return index
  }

  /// Gives back a page that nothing leads to; it must have left the hash.
  mutating func release(_ index: ShadowPageIndex) {
    unlinkAge(index)
    self[index] = .free(next: firstFree)
    firstFree = index
    freeCount &+= 1
  }

  private func hash(_ index: ShadowPageIndex) {
    let bucket = bucket(of: self[index].gfn)
    self[index].next = buckets[bucket]
    buckets[bucket] = index
  }

  /// Makes sure that a page is not found any more.
  func unhash(_ index: ShadowPageIndex) {
    let bucket = bucket(of: self[index].gfn)
    if buckets[bucket] == index {
      buckets[bucket] = self[index].next
      return
    }
    var before = buckets[bucket]
    while self[before].next != index { before = self[before].next }
    self[before].next = self[index].next
  }

  // MARK: Age

  private mutating func appendNewest(_ index: ShadowPageIndex) {
    self[index].older = newest
    self[index].newer = .none
    if newest.isNone { oldest = index } else { self[newest].newer = index }
    newest = index
  }

  private mutating func unlinkAge(_ index: ShadowPageIndex) {
    let (older, newer) = (self[index].older, self[index].newer)
    if older.isNone { oldest = newer } else { self[older].newer = newer }
    if newer.isNone { newest = older } else { self[newer].older = older }
  }

  // MARK: Unsync bits

  /// Sets the bit of an entry; whether it was clear.
  @inline(__always)
  func setUnsyncBit(_ entry: ShadowEntryIndex) -> Bool {
    let word = unsyncBits + (entry.page.position &* Self.unsyncWords &+ entry.position &>> 6)
    let bit: UInt64 = 1 &<< UInt64(entry.position & 63)
    guard word.pointee & bit == 0 else { return false }
    word.pointee |= bit
    self[entry.page].unsyncChildCount &+= 1
    return true
  }

  /// Clears the bit of an entry.
  @inline(__always)
  func clearUnsyncBit(_ entry: ShadowEntryIndex) {
    guard self[entry.page].unsyncChildCount != 0 else { return }
    let word = unsyncBits + (entry.page.position &* Self.unsyncWords &+ entry.position &>> 6)
    let bit: UInt64 = 1 &<< UInt64(entry.position & 63)
    guard word.pointee & bit != 0 else { return }
    word.pointee &= ~bit
    self[entry.page].unsyncChildCount &-= 1
  }

  /// Clears all bits of a page.
  func clearUnsyncBits(of index: ShadowPageIndex) {
    guard self[index].unsyncChildCount != 0 else { return }
    (unsyncBits + index.position &* Self.unsyncWords).update(repeating: 0, count: Self.unsyncWords)
    self[index].unsyncChildCount = 0
  }

  /// Whether the bit of an entry is set.
  func hasUnsyncBit(_ entry: ShadowEntryIndex) -> Bool {
    let word = unsyncBits[entry.page.position &* Self.unsyncWords &+ entry.position &>> 6]
    return word &>> UInt64(entry.position & 63) & 1 != 0
  }

  /// The longest bucket (Linux counts `max_mmu_page_hash_collisions`).
  var longestBucket: Int {
    var longest = 0
    for bucket in 0..<1 &<< Int(64 &- bucketShift) {
      var length = 0
      var index = buckets[bucket]
      while !index.isNone {
        length += 1
        index = self[index].next
      }
      longest = max(longest, length)
    }
    return longest
  }
}
