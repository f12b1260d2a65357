/// The model of a hardware TLB: sets × ways, one or more page sizes, a replacement policy.
///
/// Addresses are canonical for 57 bits: a processor checks that before it looks anything up, and so does a walker.
///
/// A set is a row of keys. Under LRU and FIFO the row is ordered, youngest first. Under the other policies it begins with a
/// header: a key whose reuse changes nothing, if there is one, then the policy's state. Either way the first word of a row answers
/// most lookups alone. Wired ways are a row's last.
public struct SetAssociativeTLB<Payload: BitwiseCopyable>: InvalidatableTLB, BitwiseCopyable {
  /// The shape.
  public let geometry: TLBGeometry

  /// What a payload may mean is for its owner to say; the TLB itself remembers pages alone.
  public static var keepsDecisions: Bool { false }

  let rows: UnsafeMutablePointer<UInt64>
  let payloads: UnsafeMutablePointer<Payload>
  let rowShift: Int
  let setMask: UInt64
  let foldShift: UInt64
  let foldMask: UInt64
  private let headerWords: Int
  private let replaceableWays: Int
  private let permutations: PermutationVectors
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
  ///   - permutations: of the policy that is such a table, for as many ways as refills may take.
  public init(
    _ geometry: TLBGeometry, words: UnsafeMutableBufferPointer<UInt64>,
    payloads: UnsafeMutableBufferPointer<Payload>, seed: UInt64 = 1, permutations: PermutationVectors? = nil
  ) {
    precondition(geometry.impossibility == nil, "an impossible geometry")
    precondition(words.count >= geometry.wordCount && payloads.count >= geometry.capacity, "storage too small")
    let table = permutations ?? .none
    precondition(geometry.policy != .permutation || table.ways == geometry.replaceableWays, "a table for other ways")
    self.geometry = geometry
    self.permutations = table
    headerWords = geometry.headerWords
    replaceableWays = geometry.replaceableWays
    rows = words.baseAddress.unsafelyUnwrapped
    self.payloads = payloads.baseAddress.unsafelyUnwrapped
    rowShift = geometry.rowShift
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

  /// Writes a page to a wired way, over what was there, and drops it elsewhere in its set.
  public mutating func wire(
    _ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool = false, at number: Int, payload: Payload
  ) {
    precondition(number >= 0 && number < geometry.wiredWays, "no such wired way")
    sizesPresent |= 1 &<< UInt64(size.shift)
    if isGlobal { mayHoldGlobals = true }
    let key = TLBKey(gva, size, asid, isGlobal: isGlobal)
    let set = setIndex(gva.rawValue &>> UInt64(size.shift))
    if let way = findWay(of: key, in: set) { clear(Place(set: set, way: way)) }
    ways(set)[replaceableWays &+ number] = key.rawValue
    payloads[set &* geometry.ways &+ replaceableWays &+ number] = payload
  }

  /// Drops what maps an address in one address space, or globally: x86's INVLPG.
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    while let place = locate(gva, asid: asid) { clear(place) }
  }

  /// Drops what maps an address in one address space and is not global: x86's INVPCID type 0.
  public mutating func invalidateNonGlobal(_ gva: GVA, asid: ASID) {
    clearEach(at: gva) { !$0.isGlobal && $0.asid == asid }
  }

  /// Drops what maps an address in any address space, or globally.
  public mutating func invalidate(_ gva: GVA) { clearEach(at: gva) { _ in true } }

  /// Drops the entries of which what is remembered passes a test.
  public mutating func invalidate(where isDropped: (Payload) -> Bool) {
    for set in 0..<geometry.sets {
      var way = geometry.ways
      while way > 0 {
        way &-= 1
        if ways(set)[way] != 0 && isDropped(payloads[set &* geometry.ways &+ way]) { clear(Place(set: set, way: way)) }
      }
    }
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
  func row(_ set: Int) -> UnsafeMutablePointer<UInt64> { rows + set &<< rowShift }

  /// The ways of a set, behind its header if it has one.
  @inline(__always)
  private func ways(_ set: Int) -> UnsafeMutablePointer<UInt64> { row(set) + headerWords }

  /// The place of the page that holds an address, trying each page size that may be there.
  ///
  /// Mutating, as other methods of a lookup are, so that nobody copies the TLB to call it.
  private mutating func locate(_ gva: GVA, asid: ASID) -> Place? {
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

  /// The way of a set that holds a key. Four at a time: a row is padded with zeroes, which are no key.
  @inline(__always)
  func findWay(of key: TLBKey, in set: Int) -> Int? {
    let ways = ways(set)
    var way = 0
    repeat {
      if ways[way] == key.rawValue { return way }
      if ways[way &+ 1] == key.rawValue { return way &+ 1 }
      if ways[way &+ 2] == key.rawValue { return way &+ 2 }
      if ways[way &+ 3] == key.rawValue { return way &+ 3 }
      way &+= 4
    } while way < geometry.ways
    return nil
  }

  /// The lowest-numbered empty way of a set that is not wired.
  private mutating func findEmptyWay(in set: Int) -> Int? {
    let ways = ways(set)
    var way = 0
    while way < replaceableWays {
      if ways[way] == 0 { return way }
      way &+= 1
    }
    return nil
  }

  // MARK: What a use and a fill do to a set

  /// Records a use; answers the index of the payload, which moves with its key.
  @inline(__always) @discardableResult
  mutating func use(_ place: Place) -> Int {
    let firstPayload = place.set &* geometry.ways
    guard place.way < replaceableWays else { return firstPayload &+ place.way }
    switch geometry.policy {
    case .lru:
      moveToFront(place)
      return firstPayload
    case .fifo: return firstPayload &+ place.way
    case .permutation:
      permute(place.set, row: place.way)
      return firstPayload &+ permutations.destination(of: place.way, row: place.way)
    case .treePLRU, .random, .bitPLRU, .nru, .groupedPLRU, .srrip:
      noteUse(place)
      return firstPayload &+ place.way
    }
  }

  /// Fills a key that is not in its set.
  ///
  /// - Returns: what had to make room: a key, or ``TLBKey/none`` if a way was empty.
  @inline(__always) @discardableResult
  mutating func fillAbsent(_ key: TLBKey, in set: Int, _ payload: Payload) -> TLBKey {
    guard geometry.policy.isOrdered else { return fillUnordered(key, in: set, payload) }
    // The last way is empty or the victim: empty ways of an ordered set are its last ones.
    let last = Place(set: set, way: replaceableWays &- 1)
    let evicted = TLBKey(rawValue: row(set)[last.way])
    makeRoomInFront(downTo: last)
    row(set)[0] = key.rawValue
    payloads[set &* geometry.ways] = payload
    return evicted
  }

  private mutating func fillUnordered(_ key: TLBKey, in set: Int, _ payload: Payload) -> TLBKey {
    geometry.policy == .permutation ? fillLastEmpty(key, in: set, payload) : fillInPlace(key, in: set, payload)
  }

  /// Fills the last position of an order that vectors permute, or the last that is empty.
  private mutating func fillLastEmpty(_ key: TLBKey, in set: Int, _ payload: Payload) -> TLBKey {
    let last = replaceableWays &- 1
    var way = last
    while way >= 0 && ways(set)[way] != 0 { way &-= 1 }
    let isEmpty = way >= 0
    if !isEmpty { way = last }
    let evicted = isEmpty ? TLBKey.none : TLBKey(rawValue: ways(set)[last])
    ways(set)[way] = key.rawValue
    payloads[set &* geometry.ways &+ way] = payload
    permute(set, row: way == last ? permutations.missRow : way)
    return evicted
  }

  /// Fills the lowest-numbered empty way, or else the policy's victim.
  private mutating func fillInPlace(_ key: TLBKey, in set: Int, _ payload: Payload) -> TLBKey {
    let way = findEmptyWay(in: set) ?? victim(in: set)
    let evicted = TLBKey(rawValue: ways(set)[way])
    ways(set)[way] = key.rawValue
    payloads[set &* geometry.ways &+ way] = payload
    let place = Place(set: set, way: way)
    if geometry.policy == .srrip {
      // The next use of the page changes its value: the set has no key whose reuse changes nothing.
      SRRIP.fill(state(set), way: way)
      row(set)[0] = 0
    } else {
      noteUse(place)
    }
    return evicted
  }

  /// Moves a way to the front of its ordered set.
  @inline(__always)
  private func moveToFront(_ place: Place) {
    let firstPayload = place.set &* geometry.ways
    let key = row(place.set)[place.way]
    let payload = payloads[firstPayload &+ place.way]
    makeRoomInFront(downTo: place)
    row(place.set)[0] = key
    payloads[firstPayload] = payload
  }

  /// Moves the ways before a place one way back, over it.
  @inline(__always)
  private func makeRoomInFront(downTo place: Place) {
    let keys = row(place.set)
    (keys + 1).update(from: keys, count: place.way)
    // An empty payload still counts a byte in an array.
    guard MemoryLayout<Payload>.size > 0 else { return }
    let values = payloads + place.set &* geometry.ways
    (values + 1).update(from: values, count: place.way)
  }

  /// Permutes the order of a set.
  private mutating func permute(_ set: Int, row number: Int) {
    permutations.apply(row: number, to: ways(set))
    if MemoryLayout<Payload>.size > 0 { permutations.apply(row: number, to: payloads + set &* geometry.ways) }
    noteFront(of: set)
  }

  /// Writes the header of a set whose order vectors permute.
  private func noteFront(of set: Int) { row(set)[0] = permutations.keepsFront ? ways(set)[0] : 0 }

  /// The policy's state, in the header of a set.
  @inline(__always)
  private func state(_ set: Int) -> UnsafeMutablePointer<UInt64> { row(set) + 1 }

  /// Writes the header of a set whose ways stay in place: after this use, the next one of the same way changes nothing.
  @inline(__always)
  private func noteUse(_ place: Place) {
    let header = row(place.set)
    let state = state(place.set)
    let word = UInt32(truncatingIfNeeded: state[0])
    switch geometry.policy {
    case .treePLRU: state[0] = UInt64(TreePLRU.touch(word, way: place.way, ways: replaceableWays))
    case .groupedPLRU: state[0] = UInt64(GroupedPLRU.touch(word, way: place.way))
    case .bitPLRU: BitPLRU.touch(state, way: place.way, ways: replaceableWays)
    case .nru: NRU.touch(state, way: place.way)
    case .srrip: SRRIP.touch(state, way: place.way)
    case .lru, .fifo, .random, .permutation: break
    }
    header[0] = header[headerWords &+ place.way]
  }

  @inline(__always)
  private mutating func victim(in set: Int) -> Int {
    let state = state(set)
    let word = UInt32(truncatingIfNeeded: state[0])
    switch geometry.policy {
    case .treePLRU: return TreePLRU.victim(word, ways: replaceableWays)
    case .groupedPLRU: return GroupedPLRU.victim(word)
    case .bitPLRU: return BitPLRU.victim(state, ways: replaceableWays)
    case .nru: return NRU.victim(state, ways: replaceableWays)
    case .srrip: return SRRIP.victim(state, ways: replaceableWays)
    case .random: return generator.next(ways: replaceableWays)
    case .lru, .fifo, .permutation: return replaceableWays &- 1
    }
  }

  // MARK: Invalidation

  /// Empties a way. Where keys move, those behind close the gap: empty ways of an ordered set are its last ones.
  func clear(_ place: Place) {
    let keys = ways(place.set)
    if geometry.policy.movesKeys && place.way < replaceableWays {
      let after = replaceableWays &- 1 &- place.way
      (keys + place.way).update(from: keys + place.way + 1, count: after)
      // An empty payload still counts a byte in an array.
      if MemoryLayout<Payload>.size > 0 {
        let values = payloads + place.set &* geometry.ways
        (values + place.way).update(from: values + place.way + 1, count: after)
      }
      keys[replaceableWays &- 1] = 0
      if geometry.policy == .permutation { noteFront(of: place.set) }
    } else {
      if headerWords > 0 && row(place.set)[0] == keys[place.way] { row(place.set)[0] = 0 }
      keys[place.way] = 0
    }
  }

  /// Empties the ways whose keys map an address and pass a test: one set a page size, for an index has no ASID in it.
  @inline(__always)
  private func clearEach(at gva: GVA, where isCleared: (TLBKey) -> Bool) {
    var remaining = sizesPresent
    while remaining != 0 {
      let size = PageSize(shift: UInt8(truncatingIfNeeded: remaining.trailingZeroBitCount))
      remaining &= remaining &- 1
      let page = TLBKey(gva, size, ASID(0), isGlobal: false)
      clearEach(in: setIndex(gva.rawValue &>> UInt64(size.shift))) { $0.withoutSpace == page && isCleared($0) }
    }
  }

  /// Empties the ways whose keys pass a test.
  @inline(__always)
  func clearEach(where isCleared: (TLBKey) -> Bool) {
    for set in 0..<geometry.sets { clearEach(in: set, where: isCleared) }
  }

  @inline(__always)
  private func clearEach(in set: Int, where isCleared: (TLBKey) -> Bool) {
    // From the last way down: closing a gap moves only ways that were looked at.
    var way = geometry.ways
    while way > 0 {
      way &-= 1
      let key = TLBKey(rawValue: ways(set)[way])
      if key != .none && isCleared(key) { clear(Place(set: set, way: way)) }
    }
  }
}
