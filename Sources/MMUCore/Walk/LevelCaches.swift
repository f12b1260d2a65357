/// Walk caches of one dimension: words by keys, of entries of the levels 2, 3 and 4, with LRU replacement in each.
struct LevelCaches: BitwiseCopyable {
  private let level2: LRUCache
  private let level3: LRUCache
  private let level4: LRUCache

  /// The highest level whose entries are cached.
  static var highest: UInt64 { 4 }

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
  }

  /// Whether there are any entries.
  var isAny: Bool { level2.capacity + level3.capacity + level4.capacity > 0 }

  /// The cache of a level from 2 to ``highest``.
  @inline(__always)
  subscript(level: UInt64) -> LRUCache {
    switch level {
    case 2: level2
    case 3: level3
    default: level4
    }
  }

  /// The part of a key that names the machine and the address space; never zero.
  @inline(__always)
  static func space(_ asid: ASID, of machine: MachineTag) -> UInt64 {
    1 &<< 63 | machine.keyBits | UInt64(asid.rawValue)
  }

  /// What chooses an entry: the part of an address from a bit on, in a space.
  @inline(__always)
  static func key(_ address: UInt64, from bit: UInt64, in space: UInt64) -> UInt64 {
    ((address & 0x01FF_FFFF_FFFF_FFFF) &>> bit) &<< 16 | space
  }

  /// Drops what was cached of a machine's address space.
  func flush(asid: ASID, of machine: MachineTag) {
    let space = Self.space(asid, of: machine)
    removeEach { $0 & (1 &<< 63 | MachineTag.keyMask | 0xFFFF) == space }
  }

  /// Drops what was cached of a machine: everything, if it runs alone.
  func flushAll(of machine: MachineTag) {
    guard machine != .host else { return flushAll() }
    removeEach { $0 & MachineTag.keyMask == machine.keyBits }
  }

  @inline(__always)
  private func removeEach(where isRemoved: (UInt64) -> Bool) {
    level2.removeEach(where: isRemoved)
    level3.removeEach(where: isRemoved)
    level4.removeEach(where: isRemoved)
  }

  /// Drops everything of every machine's.
  func flushAll() {
    level2.removeAll()
    level3.removeAll()
    level4.removeAll()
  }
}
