/// A fully associative cache with LRU replacement, in the caller's storage: a word found by a key.
///
/// Entries are found by hash and kept in a ring by age, so that an operation costs the same at any size, and a new entry, which
/// takes the place of the oldest, only turns the ring (docs/decisions/0015). Links are distances in bytes from the header, which
/// spares a multiplication each (docs/decisions/0028).
struct LRUCache: BitwiseCopyable {
  /// What concerns all entries; as long as one, for it stands where an entry 0 would, which ends every chain.
  private struct Header: BitwiseCopyable {
    let capacity: UInt32
    /// Where the buckets lie.
    let buckets: UInt32
    let hashShift: UInt64
    var youngest: UInt64 = 0
    /// Where entries that are in no chain are led to from.
    var unlinked: UInt32 = 0
    /// Where the end of a chain is led to from, which nobody reads.
    var endLink: UInt32 = 0
  }

  /// One entry, in a bucket's chain and in the ring: towards `older` from the youngest to the oldest, and on to the youngest.
  private struct Entry: BitwiseCopyable {
    var key: UInt64 = 0
    var value: UInt64 = 0
    var older: UInt32
    var younger: UInt32
    /// The next entry of the chain, or ``LRUCache/none``.
    var next: UInt32 = 0
    /// Where this entry is led to from: a bucket, or another's `next`.
    var link: UInt32
  }

  private let header: UnsafeMutablePointer<Header>

  /// Where no entry lies.
  static var none: Int { 0 }

  /// The most entries: of cache lines, 64 MiB.
  static var maximumCapacity: Int { 1 << 20 }

  /// How many 8-byte words a cache needs.
  static func wordCount(capacity: Int) -> Int { bucketsPlace(capacity) / 8 + (1 << bucketBits(capacity)) / 2 }

  private static var entrySize: Int { MemoryLayout<Entry>.stride }

  private static func bucketsPlace(_ capacity: Int) -> Int { (capacity + 1) * entrySize }

  /// Two to four buckets an entry; in a small cache at least 256, so that a key that is absent mostly finds none there.
  private static func bucketBits(_ capacity: Int) -> Int { max(8, Int.bitWidth - capacity.leadingZeroBitCount + 1) }

  /// An empty cache.
  ///
  /// - Parameter words: at least as many as ``wordCount(capacity:)`` says.
  init(capacity: Int, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(capacity >= 0 && capacity <= Self.maximumCapacity, "an impossible capacity")
    precondition(words.count >= Self.wordCount(capacity: capacity), "storage too small")
    let start = UnsafeMutableRawPointer(words.baseAddress.unsafelyUnwrapped)
    header = start.bindMemory(to: Header.self, capacity: 1)
    header.initialize(
      to: Header(
        capacity: UInt32(capacity), buckets: UInt32(Self.bucketsPlace(capacity)),
        hashShift: UInt64(64 - Self.bucketBits(capacity))))
    removeAll()
  }

  /// How many entries fit.
  @inline(__always)
  var capacity: Int { Int(header.pointee.capacity) }

  // MARK: Finding and using

  /// Where the entry of a key lies, or `nil`; changes no age.
  ///
  /// - Parameter key: not zero.
  @inline(__always)
  func find(_ key: UInt64) -> Int? {
    let place = place(of: key)
    return place == Self.none ? nil : place
  }

  /// Where the entry of a key lies, or ``none``; changes no age.
  ///
  /// - Parameter key: not zero.
  @inline(__always)
  func place(of key: UInt64) -> Int {
    var place = Int(link(at: bucket(of: key)).pointee)
    while place != Self.none && entry(at: place).pointee.key != key { place = Int(entry(at: place).pointee.next) }
    return place
  }

  /// The word of an entry that was found.
  @inline(__always)
  func value(at place: Int) -> UInt64 { entry(at: place).pointee.value }

  /// Makes an entry the youngest.
  @inline(__always)
  func touch(_ place: Int) {
    // The youngest goes back to where it was: no branch, since none could be foretold.
    let (first, second) = (youngest, Int(entry(at: place).pointee.older))
    move(place, behind: first == place ? second : first)
    header.pointee.youngest = UInt64(truncatingIfNeeded: place)
  }

  /// Puts in a key that is not there, as the youngest, for the oldest.
  @inline(__always)
  func insertAbsent(_ key: UInt64, _ value: UInt64) {
    guard capacity > 0 else { return }
    let place = Int(entry(at: youngest).pointee.younger)
    let entry = entry(at: place)
    leaveChain(entry)
    let bucket = bucket(of: key)
    let next = link(at: bucket).pointee
    entry.pointee.key = key
    entry.pointee.value = value
    entry.pointee.next = next
    entry.pointee.link = UInt32(truncatingIfNeeded: bucket)
    self.entry(at: Int(next)).pointee.link = UInt32(truncatingIfNeeded: place &+ Self.nextOffset)
    link(at: bucket).pointee = UInt32(truncatingIfNeeded: place)
    header.pointee.youngest = UInt64(truncatingIfNeeded: place)
  }

  /// Uses a key: gives it this word and makes it the youngest, wherever it was.
  ///
  /// - Returns: whether it was there.
  @inline(__always) @discardableResult
  func use(_ key: UInt64, _ value: UInt64 = 0) -> Bool {
    guard let place = find(key) else {
      insertAbsent(key, value)
      return false
    }
    replace(at: place, value)
    return true
  }

  /// Gives an entry that was found another word, and makes it the youngest.
  @inline(__always)
  func replace(at place: Int, _ value: UInt64) {
    entry(at: place).pointee.value = value
    touch(place)
  }

  // MARK: Removing

  /// Drops everything.
  func removeAll() {
    let bucketCount = 1 &<< (64 &- Int(header.pointee.hashShift))
    for number in 0..<bucketCount { link(at: Int(header.pointee.buckets) &+ 4 &* number).pointee = 0 }
    header.pointee.youngest = UInt64(capacity > 0 ? Self.entrySize : Self.none)
    let last = capacity &* Self.entrySize
    for place in stride(from: Self.entrySize, through: last, by: Self.entrySize) {
      let older = place == last ? Self.entrySize : place &+ Self.entrySize
      let younger = place == Self.entrySize ? last : place &- Self.entrySize
      entry(at: place).initialize(
        to: Entry(
          older: UInt32(truncatingIfNeeded: older), younger: UInt32(truncatingIfNeeded: younger), link: Self.unlinked))
    }
  }

  /// Drops the entries whose keys pass a test; the others keep their ages.
  @inline(__always)
  func removeEach(where isRemoved: (UInt64) -> Bool) {
    for place in stride(from: Self.entrySize, through: capacity &* Self.entrySize, by: Self.entrySize) {
      let key = entry(at: place).pointee.key
      if key != 0 && isRemoved(key) { remove(place) }
    }
  }

  @inline(never)
  private func remove(_ place: Int) {
    let entry = entry(at: place)
    leaveChain(entry)
    entry.pointee.key = 0
    entry.pointee.next = 0
    entry.pointee.link = Self.unlinked
    makeOldest(place)
  }

  // MARK: Places

  @inline(__always)
  private func entry(at place: Int) -> UnsafeMutablePointer<Entry> {
    (UnsafeMutableRawPointer(header) + place).assumingMemoryBound(to: Entry.self)
  }

  @inline(__always)
  private func link(at place: Int) -> UnsafeMutablePointer<UInt32> {
    (UnsafeMutableRawPointer(header) + place).assumingMemoryBound(to: UInt32.self)
  }

  @inline(__always)
  private var youngest: Int { Int(truncatingIfNeeded: header.pointee.youngest) }

  /// How far into an entry its `next` lies, and into the header its `unlinked`.
  private static var nextOffset: Int { 24 }

  private static var unlinked: UInt32 { UInt32(nextOffset) }

  // MARK: Chains

  /// Where the bucket of a key lies.
  ///
  /// Source of the multiplier: Knuth, "The Art of Computer Programming", volume 3, section 6.4: 2⁶⁴ over the golden ratio.
  @inline(__always)
  private func bucket(of key: UInt64) -> Int {
    let number = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> header.pointee.hashShift)
    return Int(header.pointee.buckets) &+ 4 &* number
  }

  /// Takes an entry out of its chain, if it is in one: without a branch, since none could be foretold.
  @inline(__always)
  private func leaveChain(_ entry: UnsafeMutablePointer<Entry>) {
    let (next, link) = (entry.pointee.next, entry.pointee.link)
    self.link(at: Int(link)).pointee = next
    self.entry(at: Int(next)).pointee.link = link
  }

  // MARK: The ring

  /// An empty entry must come before those that are not when room is needed: it becomes the oldest.
  private func makeOldest(_ place: Int) {
    let first = youngest
    if first == place {
      // The ring turns: the youngest is the oldest now.
      header.pointee.youngest = UInt64(entry(at: place).pointee.older)
    } else if Int(entry(at: first).pointee.younger) != place {
      move(place, behind: first)
    }
  }

  /// Takes an entry out of the ring and puts it between the youngest and the oldest.
  @inline(__always)
  private func move(_ place: Int, behind first: Int) {
    let moving = UInt32(truncatingIfNeeded: place)
    let entry = entry(at: place)
    let (older, younger) = (entry.pointee.older, entry.pointee.younger)
    self.entry(at: Int(younger)).pointee.older = older
    self.entry(at: Int(older)).pointee.younger = younger
    let last = self.entry(at: first).pointee.younger
    entry.pointee.older = UInt32(truncatingIfNeeded: first)
    entry.pointee.younger = last
    self.entry(at: Int(last)).pointee.older = moving
    self.entry(at: first).pointee.younger = moving
  }
}
