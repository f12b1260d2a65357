/// The tags that (machine, address space) pairs are known by in TLB entries: 4096 for all of them. The pair of a machine's global pages
/// has one too.
///
/// A pair keeps its tag until all are taken; then the pair that got its tag first gives it up, and its entries must go.
struct TLBTags {
  /// Stands for a machine's global pages instead of an ASID.
  static var globalSpace: UInt32 { 4096 }
  /// How many tags there are.
  static var count: Int { 4096 }
  /// The words of storage: for each tag its pair and the next tag of its chain, and the first tag of each chain.
  static var wordCount: Int { count }

  private let pairs: UnsafeMutablePointer<UInt32>
  private let nextTags: UnsafeMutablePointer<UInt16>
  private let firstTags: UnsafeMutablePointer<UInt16>
  private var taken = 0
  private var nextToReuse = 0

  /// No tag: chains hold tags plus one.
  private static var end: UInt16 { 0 }

  /// All tags free, in the caller's storage.
  init(_ storage: UnsafeMutablePointer<UInt64>) {
    let bytes = UnsafeMutableRawPointer(storage)
    pairs = bytes.assumingMemoryBound(to: UInt32.self)
    nextTags = (bytes + 4 * Self.count).assumingMemoryBound(to: UInt16.self)
    firstTags = (bytes + 6 * Self.count).assumingMemoryBound(to: UInt16.self)
    for word in 0..<Self.wordCount { storage[word] = 0 }
  }

  /// The pair of a machine and an address space or ``globalSpace``.
  static func pair(_ machine: UInt16, _ space: UInt32) -> UInt32 { UInt32(machine) << 13 | space }

  /// The machine of the pair that has a tag.
  func machine(of tag: ASID) -> UInt16 { UInt16(truncatingIfNeeded: pairs[Int(tag.rawValue)] >> 13) }

  /// The tag of a pair, if it has one.
  func tag(of pair: UInt32) -> ASID? {
    var link = firstTags[Self.chain(pair)]
    while link != Self.end {
      if pairs[Int(link) - 1] == pair { return ASID(link - 1) }
      link = nextTags[Int(link) - 1]
    }
    return nil
  }

  /// A free tag for a pair that has none; `nil` if all are taken.
  mutating func take(for pair: UInt32) -> ASID? {
    guard taken < Self.count else { return nil }
    let tag = ASID(UInt16(taken))
    taken += 1
    link(tag, pair)
    return tag
  }

  /// The tag that was given longest ago, but for one in use, for another pair. Its entries must go.
  mutating func reuse(for pair: UInt32, sparing inUse: ASID?) -> ASID {
    if ASID(UInt16(nextToReuse)) == inUse { nextToReuse = (nextToReuse + 1) % Self.count }
    let tag = ASID(UInt16(nextToReuse))
    nextToReuse = (nextToReuse + 1) % Self.count
    unlink(tag)
    link(tag, pair)
    return tag
  }

  private static func chain(_ pair: UInt32) -> Int { Int((pair &* 0x9E37_79B1) >> 20) }

  private func link(_ tag: ASID, _ pair: UInt32) {
    let chain = Self.chain(pair)
    pairs[Int(tag.rawValue)] = pair
    nextTags[Int(tag.rawValue)] = firstTags[chain]
    firstTags[chain] = tag.rawValue + 1
  }

  private func unlink(_ tag: ASID) {
    let link = tag.rawValue + 1
    let chain = Self.chain(pairs[Int(tag.rawValue)])
    if firstTags[chain] == link {
      firstTags[chain] = nextTags[Int(tag.rawValue)]
      return
    }
    var before = Int(firstTags[chain]) - 1
    while nextTags[before] != link { before = Int(nextTags[before]) - 1 }
    nextTags[before] = nextTags[Int(tag.rawValue)]
  }
}
