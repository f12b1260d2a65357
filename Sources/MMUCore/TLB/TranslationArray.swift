/// The entries of one level of a TLB, sets × ways, with LRU replacement: the word of a page, found by an address of any page size.
///
/// It answers what a ``SetAssociativeTLB`` of the same shape answers, for those who look up every access of a program and find half of
/// them absent. Entries stay where they are, each with the time of its latest use; searches have no branch for each
/// way, since nobody can foretell which one it will be; and while there are only pages of 4 KiB that are not global, nothing else is
/// looked for. All that changes lies in the caller's words, so that copies are the same array.
struct TranslationArray: BitwiseCopyable {
  /// The shape, and what concerns all sets.
  private struct Header: BitwiseCopyable {
    let sets: Int
    let ways: Int
    /// Ways, rounded up to groups of four; those that are not there stay empty, and are never the oldest.
    let span: Int
    let setMask: UInt64
    let foldShift: UInt64
    let foldMask: UInt64
    /// The latest time, in the bits above a way's number.
    var time: UInt64 = 0
    /// How many entries are of other pages than those of 4 KiB that are not global.
    var others: UInt64 = 0
    /// Bit n: other pages of 2ⁿ bytes may be there.
    var otherSizes: UInt64 = 0
    /// A common page's key that was looked for last in vain, and is absent until it is put in; or none.
    var missing = TLBKey.none
    /// Its row, if there is one.
    var missingRow: UnsafeMutablePointer<UInt64>

    init(_ geometry: TLBGeometry, rows: UnsafeMutablePointer<UInt64>) {
      missingRow = rows
      sets = geometry.sets
      ways = geometry.ways
      span = TranslationArray.span(geometry)
      setMask = UInt64(geometry.sets - 1)
      foldShift = UInt64(geometry.sets.trailingZeroBitCount)
      foldMask = geometry.foldsIndex ? ~0 : 0
    }
  }

  private typealias Row = UnsafeMutablePointer<UInt64>

  private let header: UnsafeMutablePointer<Header>

  /// How many 8-byte words an array of a shape needs: for each way a key, the word of a page, and the time of its latest use.
  static func wordCount(_ geometry: TLBGeometry) -> Int {
    MemoryLayout<Header>.stride / 8 + geometry.sets * 3 * span(geometry)
  }

  private static func span(_ geometry: TLBGeometry) -> Int { (geometry.ways + 3) & ~3 }

  /// An empty array.
  ///
  /// - Parameters:
  ///   - geometry: a possible shape, with LRU replacement and no wired ways.
  ///   - words: at least ``wordCount(_:)``.
  init(_ geometry: TLBGeometry, words: UnsafeMutableBufferPointer<UInt64>) {
    precondition(geometry.impossibility == nil, "an impossible geometry")
    precondition(geometry.policy == .lru && geometry.wiredWays == 0, "another policy than LRU")
    precondition(words.count >= Self.wordCount(geometry), "storage too small")
    header = UnsafeMutableRawPointer(words.baseAddress.unsafelyUnwrapped).bindMemory(to: Header.self, capacity: 1)
    let rows = words.baseAddress.unsafelyUnwrapped + MemoryLayout<Header>.stride / 8
    header.initialize(to: Header(geometry, rows: rows))
    flushAll()
  }

  // MARK: Looking up and filling

  /// The word of the page that holds an address, or `nil`. A hit counts as a use.
  ///
  /// - Parameter key: that of a common page there.
  @inline(__always)
  func lookup(_ key: TLBKey, _ gva: GVA, asid: ASID) -> UInt64? {
    let row = row(of: gva, .kib4)
    if let word = lookup(key, in: row) { return word }
    header.pointee.missing = key
    header.pointee.missingRow = row
    guard header.pointee.others > 0 else { return nil }
    return lookupOther(gva, asid: asid)
  }

  @inline(never)
  private func lookupOther(_ gva: GVA, asid: ASID) -> UInt64? {
    var sizes = header.pointee.otherSizes
    while let size = Self.takeSmallest(&sizes) {
      let row = row(of: gva, size)
      if let word = lookup(TLBKey(gva, size, asid, isGlobal: false), in: row) { return word }
      if let word = lookup(TLBKey(gva, size, asid, isGlobal: true), in: row) { return word }
    }
    return nil
  }

  @inline(__always)
  private func lookup(_ key: TLBKey, in row: Row) -> UInt64? {
    let way = find(key, in: row)
    guard way >= 0 else { return nil }
    use(way, in: row)
    return row[span &+ way]
  }

  /// Remembers a page, over the one that was used longest ago. One that is there already gets the new word, and counts as used.
  @inline(__always)
  func insert(_ key: TLBKey, _ gva: GVA, _ size: PageSize, payload: UInt64) {
    guard key == header.pointee.missing else { return insertUnlooked(key, gva, size, payload: payload) }
    header.pointee.missing = .none
    let row = header.pointee.missingRow
    put(key, size, payload, in: row, oldest(in: row))
  }

  /// The same where nobody has looked whether it is there.
  @inline(never)
  private func insertUnlooked(_ key: TLBKey, _ gva: GVA, _ size: PageSize, payload: UInt64) {
    let row = row(of: gva, size)
    let way = find(key, in: row)
    put(key, size, payload, in: row, way < 0 ? oldest(in: row) : way)
  }

  @inline(__always)
  private func put(_ key: TLBKey, _ size: PageSize, _ payload: UInt64, in row: Row, _ way: Int) {
    let former = TLBKey(rawValue: row[way])
    if !Self.isCommon(former) || !Self.isCommon(key) { count(key, size, for: former) }
    let payloads = row + span
    row[way] = key.rawValue
    payloads[way] = payload
    use(way, in: row)
  }

  // MARK: Rows

  @inline(__always)
  private func row(at set: Int) -> Row {
    UnsafeMutableRawPointer(header + 1).assumingMemoryBound(to: UInt64.self) + set &* 3 &* span
  }

  @inline(__always)
  private func row(of gva: GVA, _ size: PageSize) -> Row {
    let number = gva.rawValue &>> UInt64(size.shift)
    let folded = number ^ ((number &>> header.pointee.foldShift) & header.pointee.foldMask)
    return row(at: Int(truncatingIfNeeded: folded & header.pointee.setMask))
  }

  @inline(__always)
  private var span: Int { header.pointee.span }

  /// The way of a row that holds a key, or -1.
  @inline(__always)
  private func find(_ key: TLBKey, in row: Row) -> Int {
    var found = -1
    var way = 0
    repeat {
      found = row[way] == key.rawValue ? way : found
      found = row[way &+ 1] == key.rawValue ? way &+ 1 : found
      found = row[way &+ 2] == key.rawValue ? way &+ 2 : found
      found = row[way &+ 3] == key.rawValue ? way &+ 3 : found
      way &+= 4
    } while way < span
    return found
  }

  /// The way of a row that was used longest ago; an empty one if there is any.
  @inline(__always)
  private func oldest(in row: Row) -> Int {
    let times = row + 2 &* span
    var oldest = UInt64.max
    var way = 0
    repeat {
      oldest = min(oldest, min(min(times[way], times[way &+ 1]), min(times[way &+ 2], times[way &+ 3])))
      way &+= 4
    } while way < span
    return Int(truncatingIfNeeded: oldest & Self.wayMask)
  }

  @inline(__always)
  private func use(_ way: Int, in row: Row) {
    let time = header.pointee.time &+ Self.wayMask &+ 1
    header.pointee.time = time
    row[2 &* span &+ way] = time | UInt64(truncatingIfNeeded: way)
  }

  /// The bits of a time that say which way it is of.
  private static var wayMask: UInt64 { UInt64(TLBGeometry.maximumWays - 1) }

  // MARK: What kinds of pages are there

  /// Whether a key is of a page of 4 KiB that is not global.
  @inline(__always)
  private static func isCommon(_ key: TLBKey) -> Bool { key.rawValue & 0x3F == 1 }

  /// Counts other pages, where one of them comes or goes.
  @inline(never)
  private func count(_ key: TLBKey, _ size: PageSize, for former: TLBKey) {
    if former != .none && !Self.isCommon(former) { countOther(-1) }
    guard !Self.isCommon(key) else { return }
    header.pointee.otherSizes |= 1 &<< UInt64(size.shift)
    countOther(1)
  }

  private func countOther(_ change: Int64) {
    header.pointee.others = header.pointee.others &+ UInt64(bitPattern: change)
    if header.pointee.others == 0 { header.pointee.otherSizes = 0 }
  }

  @inline(__always)
  private static func takeSmallest(_ sizes: inout UInt64) -> PageSize? {
    guard sizes != 0 else { return nil }
    defer { sizes &= sizes &- 1 }
    return PageSize(shift: UInt8(truncatingIfNeeded: sizes.trailingZeroBitCount))
  }

  // MARK: Invalidation

  /// Drops what maps an address in one address space, or globally.
  func invalidate(_ gva: GVA, asid: ASID) { clearEach(at: gva) { $0.isGlobal || $0.asid == asid } }

  /// Drops what maps an address in one address space and is not global.
  func invalidateNonGlobal(_ gva: GVA, asid: ASID) { clearEach(at: gva) { !$0.isGlobal && $0.asid == asid } }

  /// Drops what maps an address in any address space, or globally.
  func invalidate(_ gva: GVA) { clearEach(at: gva) { _ in true } }

  /// Drops every entry of one address space that is not global.
  func flush(asid: ASID) { clearEach { !$0.isGlobal && $0.asid == asid } }

  /// Drops every entry that is not global.
  func flushNonGlobal() { clearEach { !$0.isGlobal } }

  /// Drops everything.
  func flushAll() {
    header.pointee.time = 0
    header.pointee.others = 0
    header.pointee.otherSizes = 0
    for set in 0..<header.pointee.sets {
      for way in 0..<span { empty(way, in: row(at: set)) }
    }
  }

  @inline(__always)
  private func empty(_ way: Int, in row: Row) {
    row[way] = 0
    row[2 &* span &+ way] = way < header.pointee.ways ? UInt64(truncatingIfNeeded: way) : .max
  }

  /// Drops the entries whose keys map an address and pass a test: one row a page size, for an index has no ASID in it.
  @inline(__always)
  private func clearEach(at gva: GVA, where isCleared: (TLBKey) -> Bool) {
    var sizes = header.pointee.otherSizes | 1 &<< UInt64(PageSize.kib4.shift)
    while let size = Self.takeSmallest(&sizes) {
      let page = TLBKey(gva, size, ASID(0), isGlobal: false)
      clearEach(in: row(of: gva, size)) { $0.withoutSpace == page && isCleared($0) }
    }
  }

  /// Drops the entries whose keys pass a test.
  @inline(__always)
  func clearEach(where isCleared: (TLBKey) -> Bool) {
    for set in 0..<header.pointee.sets { clearEach(in: row(at: set), where: isCleared) }
  }

  @inline(__always)
  private func clearEach(in row: Row, where isCleared: (TLBKey) -> Bool) {
    for way in 0..<header.pointee.ways {
      let key = TLBKey(rawValue: row[way])
      guard key != .none && isCleared(key) else { continue }
      if !Self.isCommon(key) { countOther(-1) }
      empty(way, in: row)
    }
  }
}
