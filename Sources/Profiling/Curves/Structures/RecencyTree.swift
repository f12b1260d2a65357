import Workload

/// The pages of an LRU stack as set bits in a line of time slots, counted by a wide tree.
///
/// Every page is in the slot of its latest use. How many bits are set from a slot on is how deep its page lies in the
/// stack. Counts are kept as sums of all that lies before, so that asking is one load a level: 32 words of bits make a
/// block, 32 blocks a span, and spans have a flat list. Taking a bit out lowers the counts behind it, 32 at a time in
/// vectors; setting one changes no count, for it is always the newest: nothing lies behind it yet. When slots run out,
/// pages move up to the first ones.
struct RecencyTree {
  typealias Counts = SIMD32<UInt16>

  private static let wordsPerBlock = 32
  private static let slotsPerBlock = 2048
  private static let slotsPerSpan = 65536

  /// The number of bits set.
  private(set) var live = 0
  /// The slot of the next use; slot 0 is never used.
  private var now = 1
  /// How many slots there are: whole spans.
  private(set) var slotCount: Int

  private var memory: MappedBuffer
  private var words: UnsafeMutablePointer<UInt64>
  /// For each word, the bits set in the words of its block before it.
  private var blockCounts: UnsafeMutablePointer<UInt16>
  /// For each block, the bits set in the blocks of its span before it.
  private var spanCounts: UnsafeMutablePointer<UInt16>
  /// For each span, the bits set before it.
  private var spans: UnsafeMutablePointer<UInt32>
  /// For each place of 32: ones behind it.
  private let behind: UnsafeMutablePointer<Counts>

  /// An empty tree; `nil` when the system refuses memory.
  init?() { self.init(slotCount: Self.slotsPerSpan) }

  private init?(slotCount: Int) {
    guard let memory = MappedBuffer(byteCount: Self.byteCount(slotCount), prefersHugePages: slotCount > 1 << 22)
    else { return nil }
    self.slotCount = slotCount
    self.memory = memory
    let start = memory.bytes.baseAddress.unsafelyUnwrapped
    behind = start.bindMemory(to: Counts.self, capacity: 32)
    for place in 0..<32 {
      for other in 0..<32 { behind[place][other] = other > place ? 1 : 0 }
    }
    let (wordCount, blocks) = (slotCount / 64, slotCount / Self.slotsPerBlock)
    words = (start + Self.headerSize).bindMemory(to: UInt64.self, capacity: wordCount)
    blockCounts = UnsafeMutableRawPointer(words + wordCount).bindMemory(to: UInt16.self, capacity: wordCount)
    spanCounts = UnsafeMutableRawPointer(blockCounts + wordCount).bindMemory(to: UInt16.self, capacity: blocks)
    spans = UnsafeMutableRawPointer(spanCounts + blocks).bindMemory(to: UInt32.self, capacity: slotCount / 65536)
  }

  private static let headerSize = 32 * MemoryLayout<Counts>.stride

  private static func byteCount(_ slots: Int) -> Int {
    headerSize + slots / 8 + slots / 32 + slots / 1024 + slots / 16384
  }

  /// The bytes in use.
  var byteCount: Int { Self.byteCount(slotCount) }

  /// How many uses there are slots for.
  @inline(__always)
  var room: Int { slotCount &- now }

  /// The bits set before a slot.
  @inline(__always)
  func countBefore(_ slot: Int) -> Int {
    let bits = words[slot &>> 6] & ((1 &<< UInt64(slot & 63)) &- 1)
    let before = Int(blockCounts[slot &>> 6]) &+ Int(spanCounts[slot &>> 11]) &+ Int(spans[slot &>> 16])
    return before &+ bits.nonzeroBitCount
  }

  /// How deep the page in a slot lies, 1 for the latest.
  @inline(__always)
  func depth(of slot: Int) -> Int { live &- countBefore(slot) }

  /// Takes the page out of a slot.
  @inline(__always)
  mutating func remove(_ slot: Int) {
    live &-= 1
    words[slot &>> 6] &= ~(1 &<< UInt64(slot & 63))
    lower(blockCounts, slot &>> 11, behind: (slot &>> 6) & 31)
    lower(spanCounts, slot &>> 16, behind: (slot &>> 11) & 31)
    var span = slot &>> 16 &+ 1
    let end = now &>> 16 &+ 1
    while span < end {
      spans[span] &-= 1
      span &+= 1
    }
  }

  /// Lowers the counts of a row behind a place.
  @inline(__always)
  private func lower(_ counts: UnsafeMutablePointer<UInt16>, _ row: Int, behind place: Int) {
    let row = UnsafeMutableRawPointer(counts + row &<< 5).assumingMemoryBound(to: Counts.self)
    row.pointee &-= behind[place]
  }

  /// Gives the page that is used now a slot; there must be room.
  @inline(__always)
  mutating func append() -> Int {
    let slot = now
    if slot & 63 == 0 { openWord(slot &>> 6) }
    words[slot &>> 6] |= 1 &<< UInt64(slot & 63)
    live &+= 1
    now &+= 1
    return slot
  }

  /// Begins a word, whose counts follow from the word before it.
  @inline(never)
  private func openWord(_ word: Int) {
    words[word] = 0
    guard word & 31 == 0 else {
      blockCounts[word] = blockCounts[word &- 1] &+ UInt16(words[word &- 1].nonzeroBitCount)
      return
    }
    blockCounts[word] = 0
    let block = word &>> 5
    let inBlock = blockCounts[word &- 1] &+ UInt16(words[word &- 1].nonzeroBitCount)
    guard block & 31 == 0 else {
      spanCounts[block] = spanCounts[block &- 1] &+ inBlock
      return
    }
    spanCounts[block] = 0
    let inSpan = UInt32(spanCounts[block &- 1]) &+ UInt32(inBlock)
    spans[block &>> 5] = spans[block &>> 5 &- 1] &+ inSpan
  }

  /// Moves all pages up to the first slots, into a larger tree if they fill too much of this one.
  ///
  /// - Parameter renumber: is called once, with what tells a new slot from an old one, before the old ones are gone.
  /// - Returns: `false` when the system refuses memory; then nothing has changed.
  mutating func compact(_ renumber: ((Int) -> Int) -> Void) -> Bool {
    var slots = slotCount
    while slots < 4 * live { slots *= 2 }
    guard slots <= 1 << 31, var next = slots == slotCount ? self : RecencyTree(slotCount: slots) else { return false }
    let old = self
    renumber { old.countBefore($0) + 1 }
    let count = live
    next.clear()
    for _ in 0..<count { _ = next.append() }
    self = next
    return true
  }

  /// A tree of the same pages in the same slots; `nil` when the system refuses memory.
  func copy() -> RecencyTree? {
    guard var copy = RecencyTree(slotCount: slotCount) else { return nil }
    copy.memory.bytes.copyMemory(from: UnsafeRawBufferPointer(memory.bytes))
    (copy.live, copy.now) = (live, now)
    return copy
  }

  private mutating func clear() {
    live = 0
    now = 1
    words[0] = 0
    blockCounts[0] = 0
    spanCounts[0] = 0
    spans[0] = 0
  }
}
