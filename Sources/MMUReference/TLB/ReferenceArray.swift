import MMUCore

/// One TLB of a ``ReferenceHierarchy``.
struct ReferenceArray {
  let shape: TLBArrayShape
  private let vectors: [[Int]]
  private var sets: [ReferenceSet<ReferencePage>] = []
  private var random: ReferenceRandom
  private(set) var counters = TLBArrayCounters()

  init(_ shape: TLBArrayShape, seed: UInt64, vectors: [[Int]]) {
    self.shape = shape
    self.vectors = vectors
    random = ReferenceRandom(seed: seed)
    flush()
  }

  /// Everything that is there.
  var pages: [ReferencePage] { sets.flatMap(\.entries) }

  func serves(_ side: TLBSide, _ size: PageSize) -> Bool {
    (shape.side == .both || shape.side == side) && shape.sizes.contains(size)
  }

  /// What an entry for a page maps: the page, or the pair that it belongs to.
  func entry(for gva: GVA, _ size: PageSize, _ owner: ReferencePage.Owner) -> ReferencePage {
    ReferencePage(gva, byteCount: shape.pairsPages ? size.byteCount * 2 : size.byteCount, owner)
  }

  func holds(_ page: ReferencePage) -> Bool { sets[set(of: page)].entry { $0 == page } != nil }

  mutating func countLookup(isHit: Bool) {
    counters.lookups += 1
    if isHit { counters.hits += 1 }
  }

  mutating func use(_ page: ReferencePage) { sets[set(of: page)].use { $0 == page } }

  mutating func fill(_ page: ReferencePage) -> ReferencePage? {
    let evicted = sets[set(of: page)].fill(page, &random)
    if evicted != nil { counters.evictions += 1 }
    return evicted
  }

  mutating func wire(_ page: ReferencePage, at number: Int) {
    let set = set(of: page)
    sets[set].drop { $0 == page }
    sets[set].wire(page, at: number)
  }

  mutating func drop(where test: (ReferencePage) -> Bool) {
    for set in sets.indices { sets[set].drop(where: test) }
  }

  /// Drops everything and forgets all use; the random numbers go on.
  mutating func flush() {
    sets = (0..<shape.geometry.sets).map { _ in ReferenceSet(shape.geometry, vectors: vectors) }
  }

  private func set(of page: ReferencePage) -> Int {
    let sets = UInt64(shape.geometry.sets)
    let low = page.number % sets
    return Int(shape.geometry.foldsIndex ? low ^ (page.number / sets % sets) : low)
  }
}
