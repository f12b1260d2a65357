/// The model of a hardware TLB: sets × ways, one or more page sizes, a replacement policy.
///
/// Addresses are canonical for 57 bits: a processor checks that before it looks anything up, and so does a walker.
///
/// A set is a row of keys. Under LRU and FIFO the row is ordered, youngest first. Under the other policies ways stay
/// where they are, after a header of two words: the key used last, whose reuse changes nothing, and the policy's state
/// with the way of that key in its upper half. Either way the first word of a row answers most lookups alone.
public struct SetAssociativeTLB<Payload: BitwiseCopyable> {
  /// The shape.
  public let geometry: TLBGeometry

  let rows: UnsafeMutablePointer<UInt64>
  let payloads: UnsafeMutablePointer<Payload>
  let rowStride: Int
  let setMask: UInt64
  let foldShift: UInt64
  let foldMask: UInt64
  private var generator: VictimGenerator
  /// Bit n: pages of 2ⁿ bytes may be there.
  private var sizesPresent: UInt64 = 0
  private var mayHoldGlobals = false

  /// A TLB in the caller's storage, empty.
  ///
  /// - Parameters:
  ///   - geometry: a possible shape.
  ///   - words: at least ``TLBGeometry/wordCount`` words.
  ///   - payloads: at least ``TLBGeometry/capacity`` payloads.
  ///   - seed: of the random policy.
  public init(
    _ geometry: TLBGeometry, words: UnsafeMutableBufferPointer<UInt64>,
    payloads: UnsafeMutableBufferPointer<Payload>, seed: UInt64 = 1
  ) {
    precondition(geometry.impossibility == nil, "an impossible geometry")
    precondition(words.count >= geometry.wordCount && payloads.count >= geometry.capacity, "storage too small")
    self.geometry = geometry
    rows = words.baseAddress.unsafelyUnwrapped
    self.payloads = payloads.baseAddress.unsafelyUnwrapped
    rowStride = geometry.rowStride
    setMask = UInt64(geometry.sets - 1)
    foldShift = UInt64(geometry.sets.trailingZeroBitCount)
    foldMask = geometry.foldsIndex ? ~0 : 0
    generator = VictimGenerator(seed: seed)
    flushAll()
  }

  /// What is remembered of the page that holds an address, or `nil`. A hit counts as a use.
  public mutating func lookup(_ gva: GVA, asid: ASID) -> Payload? {
    guard let place = locate(gva, asid: asid) else { return nil }
    return payloads[use(place)]
  }

  /// Remembers a page; answers nothing, and forgets whatever had to make room.
  ///
  /// A page that is there already gets the new payload, and counts as used.
  public mutating func insert(
    _ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool = false, payload: Payload
  ) {
    sizesPresent |= 1 &<< UInt64(size.shift)
    if isGlobal { mayHoldGlobals = true }
    let key = TLBKey(gva, size, asid, isGlobal: isGlobal)
    let set = setIndex(gva.rawValue &>> UInt64(size.shift))
    if let way = findWay(of: key, in: set) {
      payloads[use(Place(set: set, way: way))] = payload
    } else {
      fillAbsent(key, in: set, payload)
    }
  }

  /// Drops what maps an address in one address space, or globally: x86's INVLPG.
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    while let place = locate(gva, asid: asid) { clear(place) }
  }

  /// Drops every entry of one address space that is not global.
  public mutating func flush(asid: ASID) { clearEach { !$0.isGlobal && $0.asid == asid } }

  /// Drops every entry that is not global: a CR3 load without PCIDs.
  public mutating func flushNonGlobal() { clearEach { !$0.isGlobal } }

  /// Drops everything, and forgets the order of use.
  public mutating func flushAll() {
    for index in 0..<geometry.wordCount { rows[index] = 0 }
    sizesPresent = 0
    mayHoldGlobals = false
  }

  // MARK: Where a key lies

  /// A way of a set.
  struct Place {
    let set: Int
    let way: Int
  }

  @inline(__always)
  func setIndex(_ pageNumber: UInt64) -> Int {
    Int(truncatingIfNeeded: (pageNumber ^ ((pageNumber &>> foldShift) & foldMask)) & setMask)
  }

  @inline(__always)
  private func row(_ set: Int) -> UnsafeMutablePointer<UInt64> { rows + set &* rowStride }

  /// The ways of a set, behind its header if it has one.
  @inline(__always)
  private func ways(_ set: Int) -> UnsafeMutablePointer<UInt64> {
    row(set) + (geometry.policy.isOrdered ? 0 : 2)
  }

  /// The place of the page that holds an address, trying each page size that may be there.
  private func locate(_ gva: GVA, asid: ASID) -> Place? {
    var remaining = sizesPresent
    while remaining != 0 {
      let size = PageSize(shift: UInt8(truncatingIfNeeded: remaining.trailingZeroBitCount))
      remaining &= remaining &- 1
      let set = setIndex(gva.rawValue &>> UInt64(size.shift))
      let key = TLBKey(gva, size, asid, isGlobal: false)
      if let way = findWay(of: key, in: set) { return Place(set: set, way: way) }
      guard mayHoldGlobals else { continue }
      let globalKey = TLBKey(gva, size, asid, isGlobal: true)
      if let way = findWay(of: globalKey, in: set) { return Place(set: set, way: way) }
    }
    return nil
  }

  @inline(__always)
  func findWay(of key: TLBKey, in set: Int) -> Int? {
    let ways = ways(set)
    for way in 0..<geometry.ways where ways[way] == key.rawValue { return way }
    return nil
  }

  // MARK: What a use and a fill do to a set

  /// Records a use; answers the index of the payload, which moves with its key.
  @inline(__always) @discardableResult
  mutating func use(_ place: Place) -> Int {
    let firstPayload = place.set &* geometry.ways
    switch geometry.policy {
    case .lru:
      moveToFront(place)
      return firstPayload
    case .fifo: break
    case .treePLRU, .random: noteUse(place)
    }
    return firstPayload &+ place.way
  }

  /// Fills a key that is not in its set.
  @inline(__always)
  mutating func fillAbsent(_ key: TLBKey, in set: Int, _ payload: Payload) {
    let way: Int
    if geometry.policy.isOrdered {
      way = 0
      let last = findWay(of: .none, in: set) ?? geometry.ways &- 1
      moveToFront(Place(set: set, way: last))
    } else {
      way = findWay(of: .none, in: set) ?? victim(in: set)
    }
    ways(set)[way] = key.rawValue
    payloads[set &* geometry.ways &+ way] = payload
    if !geometry.policy.isOrdered { noteUse(Place(set: set, way: way)) }
  }

  /// Rotates a way to the front of its ordered set.
  @inline(__always)
  private func moveToFront(_ place: Place) {
    let keys = ways(place.set)
    let values = payloads + place.set &* geometry.ways
    let key = keys[place.way]
    let value = values[place.way]
    var way = place.way
    while way > 0 {
      keys[way] = keys[way &- 1]
      values[way] = values[way &- 1]
      way &-= 1
    }
    keys[0] = key
    values[0] = value
  }

  /// Writes the header of a set whose ways stay in place.
  @inline(__always)
  private func noteUse(_ place: Place) {
    let header = row(place.set)
    var state = UInt32(truncatingIfNeeded: header[1])
    if geometry.policy == .treePLRU { state = TreePLRU.touch(state, way: place.way, ways: geometry.ways) }
    header[0] = header[2 &+ place.way]
    header[1] = UInt64(place.way) &<< 32 | UInt64(state)
  }

  @inline(__always)
  private mutating func victim(in set: Int) -> Int {
    if geometry.policy == .random { return generator.next(ways: geometry.ways) }
    return TreePLRU.victim(UInt32(truncatingIfNeeded: row(set)[1]), ways: geometry.ways)
  }

  // MARK: Invalidation

  private func clear(_ place: Place) {
    if !geometry.policy.isOrdered && row(place.set)[0] == ways(place.set)[place.way] { row(place.set)[0] = 0 }
    ways(place.set)[place.way] = 0
  }

  @inline(__always)
  private func clearEach(where isCleared: (TLBKey) -> Bool) {
    for set in 0..<geometry.sets {
      for way in 0..<geometry.ways {
        let key = TLBKey(rawValue: ways(set)[way])
        if key != .none && isCleared(key) { clear(Place(set: set, way: way)) }
      }
    }
  }
}
