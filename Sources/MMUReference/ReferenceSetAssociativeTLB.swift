import MMUCore

/// A set-associative TLB that stamps every entry with the times of its arrival and of its last use.
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
    var arrival: UInt64
    var lastUse: UInt64
  }

  /// The shape.
  public let geometry: TLBGeometry
  private var entries: [[Entry?]]
  private var trees: [ReferenceTree]
  private var randomState: UInt64
  private var time: UInt64 = 0

  /// An empty TLB.
  public init(_ geometry: TLBGeometry, seed: UInt64 = 1) {
    self.geometry = geometry
    entries = Array(repeating: Array(repeating: nil, count: geometry.ways), count: geometry.sets)
    trees = Array(repeating: ReferenceTree(leaves: geometry.ways), count: geometry.sets)
    randomState = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed
  }

  /// What is remembered of the page that holds an address.
  public mutating func lookup(_ gva: GVA, asid: ASID) -> UInt64? {
    guard let (set, way) = find(gva, asid) else { return nil }
    markUsed(set, way)
    return entries[set][way]?.payload
  }

  /// Remembers a page.
  public mutating func insert(
    _ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool = false, payload: UInt64
  ) {
    let set = set(of: gva, size)
    let page = gva.rawValue / size.byteCount
    for way in 0..<geometry.ways {
      guard let entry = entries[set][way], entry.page == page, entry.size == size else { continue }
      guard entry.isGlobal == isGlobal, isGlobal || entry.asid == asid else { continue }
      entries[set][way]?.payload = payload
      markUsed(set, way)
      return
    }
    let way = wayToFill(set)
    time += 1
    entries[set][way] = Entry(
      page: page, size: size, asid: asid, isGlobal: isGlobal, payload: payload, arrival: time, lastUse: time)
    markUsed(set, way)
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
    dropAll { _ in true }
    for set in trees.indices { trees[set] = ReferenceTree(leaves: geometry.ways) }
  }

  private func set(of gva: GVA, _ size: PageSize) -> Int {
    let sets = UInt64(geometry.sets)
    let pageNumber = gva.rawValue / size.byteCount
    let low = pageNumber % sets
    return Int(geometry.foldsIndex ? low ^ (pageNumber / sets % sets) : low)
  }

  private func find(_ gva: GVA, _ asid: ASID) -> (set: Int, way: Int)? {
    for size in [PageSize.kib4, .mib2, .gib1] {
      let set = set(of: gva, size)
      let page = gva.rawValue / size.byteCount
      var global: Int?
      for way in 0..<geometry.ways {
        guard let entry = entries[set][way], entry.page == page, entry.size == size else { continue }
        if entry.isGlobal {
          global = way
        } else if entry.asid == asid {
          return (set, way)
        }
      }
      if let global { return (set, global) }
    }
    return nil
  }

  private mutating func markUsed(_ set: Int, _ way: Int) {
    time += 1
    entries[set][way]?.lastUse = time
    if geometry.policy == .treePLRU { trees[set].pointAway(from: way) }
  }

  private mutating func wayToFill(_ set: Int) -> Int {
    for way in 0..<geometry.ways where entries[set][way] == nil { return way }
    switch geometry.policy {
    case .lru: return oldest(set) { $0.lastUse }
    case .fifo: return oldest(set) { $0.arrival }
    case .treePLRU: return trees[set].pointedLeaf
    case .random: return randomWay()
    }
  }

  private func oldest(_ set: Int, by stamp: (Entry) -> UInt64) -> Int {
    var oldest = (way: 0, stamp: UInt64.max)
    for way in 0..<geometry.ways {
      guard let entry = entries[set][way], stamp(entry) < oldest.stamp else { continue }
      oldest = (way, stamp(entry))
    }
    return oldest.way
  }

  /// xorshift64*: Vigna 2016, shifts 12, 25, 27, multiplier 2685821657736338717; the upper 32 bits, scaled.
  private mutating func randomWay() -> Int {
    randomState ^= randomState >> 12
    randomState ^= randomState << 25
    randomState ^= randomState >> 27
    let upper = (randomState &* 2_685_821_657_736_338_717) / (1 << 32)
    return Int(upper * UInt64(geometry.ways) / (1 << 32))
  }

  private mutating func dropAll(where isDropped: (Entry) -> Bool) {
    for set in entries.indices {
      for way in 0..<geometry.ways {
        if let entry = entries[set][way], isDropped(entry) { entries[set][way] = nil }
      }
    }
  }
}
