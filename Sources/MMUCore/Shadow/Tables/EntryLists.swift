/// Lists of shadow entries in blocks of one cache line from a pool: the entries that map a frame, the parents of a page.
///
/// Every entry is in one list at most, and its link says in which block: so taking it out costs the same however long the list
/// is. Only a chain's first block has gaps, and they are at its end.
struct EntryLists {
  /// Words a block: the next block, how many entries, and the entries.
  private static var blockWords: Int { 16 }
  /// Entries a block.
  static var blockCapacity: UInt32 { 14 }
  private static var end: UInt32 { .max }

  private let words: UnsafeMutablePointer<UInt32>
  private let links: UnsafeMutablePointer<EntryLink>
  private let capacity: Int
  private var firstFree: UInt32
  /// Blocks that no list uses.
  private(set) var freeCount: Int

  /// Empty lists over a pool of blocks.
  init(words: UnsafeMutableBufferPointer<UInt32>, links: UnsafeMutablePointer<EntryLink>) {
    self.words = words.baseAddress.unsafelyUnwrapped
    self.links = links
    freeCount = words.count / Self.blockWords
    capacity = freeCount
    firstFree = 0
    for block in 0..<freeCount {
      self.words[block &* Self.blockWords] = block &+ 1 < freeCount ? UInt32(block &+ 1) : Self.end
    }
  }

  /// Blocks that lists use.
  var usedCount: Int { capacity &- freeCount }

  @inline(__always)
  private func block(_ number: UInt32) -> UnsafeMutablePointer<UInt32> {
    words + Int(truncatingIfNeeded: number) &* Self.blockWords
  }

  private mutating func allocate(before next: UInt32) -> UInt32 {
    let number = firstFree
    precondition(number != Self.end, "whoever adds to a list reserved a block first")
    let block = block(number)
    firstFree = block[0]
    freeCount &-= 1
    block[0] = next
    block[1] = 0
    return number
  }

  private mutating func release(_ number: UInt32) {
    block(number)[0] = firstFree
    firstFree = number
    freeCount &+= 1
  }

  @inline(__always)
  private func append(_ entry: ShadowEntryIndex, to number: UInt32) {
    let block = block(number)
    block[2 &+ Int(block[1])] = entry.rawValue
    block[1] &+= 1
    links[entry.offset].block = number
  }

  /// Adds an entry that is in no list; it needs at most one free block.
  @inline(__always)
  mutating func insert(_ entry: ShadowEntryIndex, into head: UnsafeMutablePointer<EntryListHead>) {
    if head.pointee.isEmpty {
      head.pointee = .one(entry)
    } else {
      insertBehindOthers(entry, into: head)
    }
  }

  private mutating func insertBehindOthers(_ entry: ShadowEntryIndex, into head: UnsafeMutablePointer<EntryListHead>) {
    if !head.pointee.isChain {
      let block = allocate(before: Self.end)
      append(head.pointee.single, to: block)
      head.pointee = .chain(from: block)
    } else if block(head.pointee.block)[1] == Self.blockCapacity {
      head.pointee = .chain(from: allocate(before: head.pointee.block))
    }
    append(entry, to: head.pointee.block)
  }

  /// Takes an entry out of the list that it is in.
  @inline(__always)
  mutating func remove(_ entry: ShadowEntryIndex, from head: UnsafeMutablePointer<EntryListHead>) {
    if head.pointee.isChain {
      removeFromChain(entry, head)
    } else {
      head.pointee = .empty
    }
  }

  /// Moves the chain's last entry into the gap.
  private mutating func removeFromChain(_ entry: ShadowEntryIndex, _ head: UnsafeMutablePointer<EntryListHead>) {
    let number = links[entry.offset].block
    let gap = position(of: entry, in: number)
    let first = block(head.pointee.block)
    first[1] &-= 1
    let last = ShadowEntryIndex(first[2 &+ Int(first[1])])
    block(number)[2 &+ gap] = last.rawValue
    links[last.offset].block = number
    if first[1] == 0 {
      dropFirstBlock(of: head)
    } else if first[1] == 1 && first[0] == Self.end {
      let only = ShadowEntryIndex(first[2])
      release(head.pointee.block)
      head.pointee = .one(only)
    }
  }

  private mutating func dropFirstBlock(of head: UnsafeMutablePointer<EntryListHead>) {
    let number = head.pointee.block
    let next = block(number)[0]
    head.pointee = next == Self.end ? .empty : .chain(from: next)
    release(number)
  }

  private func position(of entry: ShadowEntryIndex, in number: UInt32) -> Int {
    let block = block(number)
    var position = 0
    while block[2 &+ position] != entry.rawValue {
      position &+= 1
      precondition(position < Int(Self.blockCapacity), "the link names the block that holds the entry")
    }
    return position
  }

  /// The entry that was added last, or that moved into its place.
  @inline(__always)
  func last(of head: EntryListHead) -> ShadowEntryIndex? {
    if head.isEmpty { return nil }
    if !head.isChain { return head.single }
    let block = block(head.block)
    return ShadowEntryIndex(block[1 &+ Int(block[1])])
  }

  /// Calls `body` with every entry; it must not change the list.
  @inline(__always)
  func forEach(in head: EntryListHead, _ body: (ShadowEntryIndex) -> Void) {
    if head.isEmpty { return }
    if !head.isChain { return body(head.single) }
    var number = head.block
    while number != Self.end {
      let block = block(number)
      for position in 0..<Int(block[1]) { body(ShadowEntryIndex(block[2 &+ position])) }
      number = block[0]
    }
  }

  /// As ``forEach(in:_:)``, and calls `expect` with the entries of a block before it comes to it: so the caches are asked for
  /// what is visited next, and a long list costs less than as many misses one after the other.
  @inline(__always)
  func forEach(in head: EntryListHead, expecting expect: (ShadowEntryIndex) -> Void, _ body: (ShadowEntryIndex) -> Void)
  {
    if head.isEmpty { return }
    if !head.isChain { return body(head.single) }
    var number = head.block
    while number != Self.end {
      let block = block(number)
      number = block[0]
      if number != Self.end {
        // All blocks but the first are full.
        for position in 0..<Int(Self.blockCapacity) { expect(ShadowEntryIndex(self.block(number)[2 &+ position])) }
      }
      for position in 0..<Int(block[1]) { body(ShadowEntryIndex(block[2 &+ position])) }
    }
  }

  /// Empties a list and calls `body` with every entry, whose link names no block from then on.
  @inline(__always)
  mutating func drain(
    _ head: UnsafeMutablePointer<EntryListHead>, expecting expect: (ShadowEntryIndex) -> Void,
    _ body: (ShadowEntryIndex) -> Void
  ) {
    let old = head.pointee
    head.pointee = .empty
    forEach(in: old, expecting: expect, body)
    guard old.isChain else { return }
    releaseChain(old)
  }

  /// Gives back all blocks of a list, as they are chained.
  @inline(__always)
  private mutating func releaseChain(_ head: EntryListHead) {
    var last = head.block
    freeCount &+= 1
    while block(last)[0] != Self.end {
      last = block(last)[0]
      freeCount &+= 1
    }
    block(last)[0] = firstFree
    firstFree = head.block
  }

  /// The last block of a chain, and how many there are.
  func extent(of head: EntryListHead) -> (last: UInt32, count: Int) {
    guard head.isChain else { return (Self.end, 0) }
    var (last, count) = (head.block, 1)
    while block(last)[0] != Self.end {
      last = block(last)[0]
      count &+= 1
    }
    return (last, count)
  }

  /// Takes back the blocks of a list that was drained, with what they held; nothing was done with any list since.
  @inline(__always)
  mutating func undoDrain(_ extent: (last: UInt32, count: Int)) {
    guard extent.count > 0 else { return }
    firstFree = block(extent.last)[0]
    block(extent.last)[0] = Self.end
    freeCount &-= extent.count
  }

  /// How many entries a list has.
  func count(_ head: EntryListHead) -> Int {
    var count = 0
    forEach(in: head) { _ in count &+= 1 }
    return count
  }

  /// How many blocks a list uses.
  func blockCount(_ head: EntryListHead) -> Int {
    guard head.isChain else { return 0 }
    var count = 0
    var number = head.block
    while number != Self.end && count <= capacity {
      count &+= 1
      number = block(number)[0]
    }
    return count
  }
}
