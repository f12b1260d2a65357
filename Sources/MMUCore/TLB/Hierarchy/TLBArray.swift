/// One TLB of a hierarchy, with what it counts.
struct TLBArray: BitwiseCopyable {
  var tlb: SetAssociativeTLB<Presence>
  var counters = TLBArrayCounters()
  let level: Int
  let side: TLBSide
  /// One where an entry maps a pair of pages.
  let pairShift: UInt8
  let inclusion: TLBInclusion

  /// The place of what it holds of a translation.
  @inline(__always)
  func find(_ translation: TLBTranslation) -> SetAssociativeTLB<Presence>.Place? {
    let set = set(of: translation.gva, translation.size)
    guard let way = tlb.findWay(of: translation.key(pairShift: pairShift), in: set) else { return nil }
    return SetAssociativeTLB<Presence>.Place(set: set, way: way)
  }

  /// Fills a translation that it does not hold, and counts what had to make room.
  @inline(__always)
  mutating func fill(_ key: TLBKey) -> TLBKey {
    let evicted = tlb.fillAbsent(key, in: set(of: key), Presence())
    counters.evictions &+= evicted == .none ? 0 : 1
    return evicted
  }

  /// Writes a translation to a wired way.
  mutating func wire(_ translation: TLBTranslation, at way: Int) {
    let key = translation.key(pairShift: pairShift)
    tlb.wire(
      translation.gva, key.shortSize, asid: key.asid, isGlobal: key.isGlobal, at: way, payload: Presence())
  }

  /// Whether it holds a key.
  func holds(_ key: TLBKey) -> Bool { tlb.findWay(of: key, in: set(of: key)) != nil }

  /// Empties the way that holds a key, if one does.
  mutating func drop(_ key: TLBKey) {
    let set = set(of: key)
    if let way = tlb.findWay(of: key, in: set) { tlb.clear(.init(set: set, way: way)) }
  }

  /// Whether a translation is in a place where its repetition changes nothing.
  @inline(__always)
  func isSettled(_ translation: TLBTranslation) -> Bool {
    tlb.row(set(of: translation.gva, translation.size))[0] == translation.key(pairShift: pairShift).rawValue
  }

  @inline(__always)
  private func set(of gva: GVA, _ size: PageSize) -> Int {
    tlb.setIndex(gva.rawValue &>> UInt64(size.shift &+ pairShift))
  }

  @inline(__always)
  private func set(of key: TLBKey) -> Int {
    tlb.setIndex(MemoryAccess(rawValue: key.rawValue).gva.rawValue &>> UInt64(key.shortSize.shift))
  }
}
