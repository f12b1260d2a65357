import MMUCore

/// A set-associative TLB: sets of ways, each with a policy of its own.
///
/// An address may be mapped by several entries at once only if software mismanages its tables; then the smallest page
/// answers, and of one size the address space's own before a global one.
public struct ReferenceSetAssociativeTLB {
  private struct Entry {
    var page: UInt64
    var size: PageSize
    var asid: ASID
    var isGlobal: Bool
    var payload: UInt64
  }

  /// The shape.
  public let geometry: TLBGeometry
  private let vectors: [[Int]]
  private var sets: [ReferenceSet<Entry>] = []
  private var random: ReferenceRandom

  /// An empty TLB.
  ///
  /// - Parameter vectors: of the permutation policy: where a use of each position sends every position, then where a miss
  ///   does.
  public init(_ geometry: TLBGeometry, seed: UInt64 = 1, vectors: [[Int]] = []) {
    self.geometry = geometry
    self.vectors = vectors
    random = ReferenceRandom(seed: seed)
    flushAll()
  }

  /// What is remembered of the page that holds an address.
  public mutating func lookup(_ gva: GVA, asid: ASID) -> UInt64? {
    for size in [PageSize.kib4, .mib2, .gib1] {
      let set = set(of: gva, size)
      let page = gva.rawValue / size.byteCount
      for wantsGlobal in [false, true] {
        func isWanted(_ entry: Entry) -> Bool {
          guard entry.page == page, entry.size == size, entry.isGlobal == wantsGlobal else { return false }
          return wantsGlobal || entry.asid == asid
        }
        guard let entry = sets[set].entry(where: isWanted) else { continue }
        sets[set].use(where: isWanted)
        return entry.payload
      }
    }
    return nil
  }

  /// Remembers a page.
  public mutating func insert(
    _ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool = false, payload: UInt64
  ) {
    let set = set(of: gva, size)
    let page = gva.rawValue / size.byteCount
    func isSame(_ entry: Entry) -> Bool {
      guard entry.page == page, entry.size == size, entry.isGlobal == isGlobal else { return false }
      return isGlobal || entry.asid == asid
    }
    if sets[set].entry(where: isSame) != nil {
      sets[set].change(where: isSame) { $0.payload = payload }
      sets[set].use(where: isSame)
    } else {
      let entry = Entry(page: page, size: size, asid: asid, isGlobal: isGlobal, payload: payload)
      _ = sets[set].fill(entry, &random)
    }
  }

  /// INVLPG: all that maps the address in one address space, or globally.
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    dropAll { ($0.isGlobal || $0.asid == asid) && $0.page == gva.rawValue / $0.size.byteCount }
  }

  /// Drops one address space, but not what is global.
  public mutating func flush(asid: ASID) { dropAll { !$0.isGlobal && $0.asid == asid } }

  /// Drops all that is not global.
  public mutating func flushNonGlobal() { dropAll { !$0.isGlobal } }

  /// Drops everything and forgets all use; the random numbers go on.
  public mutating func flushAll() {
    sets = (0..<geometry.sets).map { _ in ReferenceSet(geometry, vectors: vectors) }
  }

  private func set(of gva: GVA, _ size: PageSize) -> Int {
    let sets = UInt64(geometry.sets)
    let pageNumber = gva.rawValue / size.byteCount
    let low = pageNumber % sets
    return Int(geometry.foldsIndex ? low ^ (pageNumber / sets % sets) : low)
  }

  private mutating func dropAll(where isDropped: (Entry) -> Bool) {
    for set in sets.indices { sets[set].drop(where: isDropped) }
  }
}
