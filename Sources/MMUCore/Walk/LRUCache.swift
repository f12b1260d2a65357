/// A fully associative cache with LRU replacement, in the caller's storage: a word found by a key.
///
/// Entries are found by hash and kept in a ring by age, so that an operation costs the same at any size, and a new entry, which
/// takes the place of the oldest, only turns the ring (docs/decisions/0015).
struct LRUCache: BitwiseCopyable {
  /// One entry, in a bucket's chain and in the ring: towards `older` from the youngest to the oldest, and on to the youngest.
  private struct Node: BitwiseCopyable {
    var key: UInt64
    var value: UInt64
    var older: UInt32
    var younger: UInt32
    var next: UInt32
    var unused: UInt32
  }

  /// How many entries fit.
  let capacity: Int

  private let nodes: UnsafeMutablePointer<Node>
  /// The youngest entry.
  private let youngest: UnsafeMutablePointer<UInt64>
  /// The first entry of each bucket.
  private let buckets: UnsafeMutablePointer<UInt32>
  private let hashShift: UInt64

  private static var none: UInt32 { ~0 }

  /// The most entries: of cache lines, 64 MiB.
  static var maximumCapacity: Int { 1 << 20 }

  /// How many 8-byte words a cache needs.
  static func wordCount(capacity: Int) -> Int { 1 + capacity * nodeWords + (1 << bucketBits(capacity)) / 2 }

  private static var nodeWords: Int { MemoryLayout<Node>.stride / 8 }

  /// Two to four buckets an entry; in a small cache at least 256, so that a key that is absent mostly finds none there.
  private static func bucketBits(_ capacity: Int) -> Int { max(8, Int.bitWidth - capacity.leadingZeroBitCount + 1) }

  /// An empty cache.
  ///
  /// - Parameter words: at least as many as ``wordCount(capacity:)`` says.
  init(capacity: Int, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(capacity >= 0 && capacity <= Self.maximumCapacity, "an impossible capacity")
    precondition(words.count >= Self.wordCount(capacity: capacity), "storage too small")
    self.capacity = capacity
    let bits = Self.bucketBits(capacity)
    youngest = words.baseAddress.unsafelyUnwrapped
    let start = UnsafeMutableRawPointer(youngest + 1)
    nodes = start.bindMemory(to: Node.self, capacity: capacity)
    buckets = (start + capacity * MemoryLayout<Node>.stride).bindMemory(to: UInt32.self, capacity: 1 << bits)
    hashShift = UInt64(64 - bits)
    removeAll()
  }

  /// Where the entry of a key lies, or `nil`; changes no age.
  ///
  /// - Parameter key: not zero.
  @inline(__always)
  func find(_ key: UInt64) -> Int? {
    var index = buckets[bucket(of: key)]
    while index != Self.none {
      if nodes[Int(index)].key == key { return Int(index) }
      index = nodes[Int(index)].next
    }
    return nil
  }

  /// The word of an entry that was found.
  @inline(__always)
  func value(at index: Int) -> UInt64 { nodes[index].value }

  /// Makes an entry the youngest.
  @inline(__always)
  func touch(_ index: Int) {
    // The youngest goes back to where it was: no branch, since none could be foretold.
    let (first, second) = (Int(truncatingIfNeeded: youngest.pointee), Int(nodes[index].older))
    move(index, behind: first == index ? second : first)
    youngest.pointee = UInt64(truncatingIfNeeded: index)
  }

  /// Puts in a key that is not there, as the youngest, for the oldest.
  @inline(__always)
  func insertAbsent(_ key: UInt64, _ value: UInt64) {
    guard capacity > 0 else { return }
    let index = Int(nodes[Int(truncatingIfNeeded: youngest.pointee)].younger)
    if nodes[index].key != 0 { leaveBucket(index) }
    let bucket = bucket(of: key)
    nodes[index].key = key
    nodes[index].value = value
    nodes[index].next = buckets[bucket]
    buckets[bucket] = UInt32(truncatingIfNeeded: index)
    youngest.pointee = UInt64(index)
  }

  /// Uses a key: gives it this word and makes it the youngest, wherever it was.
  ///
  /// - Returns: whether it was there.
  @inline(__always) @discardableResult
  func use(_ key: UInt64, _ value: UInt64 = 0) -> Bool {
    guard let index = find(key) else {
      insertAbsent(key, value)
      return false
    }
    replace(at: index, value)
    return true
  }

  /// Gives an entry that was found another word, and makes it the youngest.
  @inline(__always)
  func replace(at index: Int, _ value: UInt64) {
    nodes[index].value = value
    touch(index)
  }

  /// Drops everything.
  func removeAll() {
    for bucket in 0..<(1 &<< (64 &- Int(hashShift))) { buckets[bucket] = Self.none }
    youngest.pointee = 0
    for index in 0..<capacity {
      let older = index &+ 1 == capacity ? 0 : index &+ 1
      let younger = index == 0 ? capacity &- 1 : index &- 1
      nodes[index] = Node(
        key: 0, value: 0, older: UInt32(truncatingIfNeeded: older), younger: UInt32(truncatingIfNeeded: younger),
        next: Self.none, unused: 0)
    }
  }

  /// Drops the entries whose keys pass a test; the others keep their ages.
  @inline(__always)
  func removeEach(where isRemoved: (UInt64) -> Bool) {
    for index in 0..<capacity where nodes[index].key != 0 && isRemoved(nodes[index].key) {
      leaveBucket(index)
      nodes[index].key = 0
      makeOldest(index)
    }
  }

  // MARK: Buckets and the ring

  /// Source of the multiplier: Knuth, "The Art of Computer Programming", volume 3, section 6.4: 2⁶⁴ over the golden ratio.
  @inline(__always)
  private func bucket(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> hashShift)
  }

  @inline(__always)
  private func leaveBucket(_ index: Int) {
    let leaving = UInt32(truncatingIfNeeded: index)
    let bucket = bucket(of: nodes[index].key)
    guard buckets[bucket] != leaving else {
      buckets[bucket] = nodes[index].next
      return
    }
    var before = Int(buckets[bucket])
    while nodes[before].next != leaving { before = Int(nodes[before].next) }
    nodes[before].next = nodes[index].next
  }

  /// An empty entry must come before those that are not when room is needed: it becomes the oldest.
  private func makeOldest(_ index: Int) {
    let first = Int(truncatingIfNeeded: youngest.pointee)
    if first == index {
      youngest.pointee = UInt64(nodes[index].older)  // the ring turns, and what was youngest is now oldest
    } else if Int(nodes[first].younger) != index {
      move(index, behind: first)
    }
  }

  /// Takes an entry out of the ring and puts it between the youngest and the oldest.
  @inline(__always)
  private func move(_ index: Int, behind first: Int) {
    let moving = UInt32(truncatingIfNeeded: index)
    let (older, younger) = (nodes[index].older, nodes[index].younger)
    nodes[Int(younger)].older = older
    nodes[Int(older)].younger = younger
    let last = nodes[first].younger
    nodes[index].older = UInt32(truncatingIfNeeded: first)
    nodes[index].younger = last
    nodes[Int(last)].older = moving
    nodes[first].younger = moving
  }
}
