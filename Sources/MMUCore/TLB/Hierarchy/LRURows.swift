/// The rows of an LRU TLB with a linear index and pages of one size, as a simulation's inner loop wants them: whatever finds a row
/// in registers, and one pass over it that looks up, moves to the front and evicts.
struct LRURows {
  private let rows: UnsafeMutablePointer<UInt64>
  /// Leads from an access's word to the first word of its row, together with ``mask``.
  private let shift: UInt64
  private let mask: UInt64
  private let ways: Int

  /// The rows of a TLB that keeps them in order.
  ///
  /// - Parameter pageShift: how far up the page number begins in the word of an access.
  @inline(__always)
  init(_ tlb: SetAssociativeTLB<Presence>, pageShift: UInt64) {
    rows = tlb.rows
    shift = pageShift &- UInt64(tlb.rowShift)
    mask = tlb.setMask &<< UInt64(tlb.rowShift)
    ways = tlb.geometry.ways
  }

  /// The row of an access's page, youngest key first.
  @inline(__always)
  func row(for word: UInt64) -> UnsafeMutablePointer<UInt64> {
    rows + Int(truncatingIfNeeded: (word &>> shift) & mask)
  }

  /// Brings a key to the front of its row, whether or not it was there.
  ///
  /// - Returns: the key itself if it was there; if not, what had to leave the row for it: a key, or zero for an empty way.
  @inline(__always)
  func bringToFront(_ key: UInt64, in row: UnsafeMutablePointer<UInt64>) -> UInt64 {
    var carried = key
    var position = row
    let end = row + ways
    while end - position >= 4 {
      carried = Self.shiftFour(position, carried, key)
      if carried == key { return key }
      position += 4
    }
    while position < end {
      let next = position.pointee
      position.pointee = carried
      if next == key { return key }
      carried = next
      position += 1
    }
    return carried
  }

  /// Moves four keys one way back behind the carried one, up to the way that held the key, without a branch.
  ///
  /// - Returns: the key if it was among them, else the last of them.
  @inline(__always)
  private static func shiftFour(_ four: UnsafeMutablePointer<UInt64>, _ carried: UInt64, _ key: UInt64) -> UInt64 {
    let (first, second, third, fourth) = (four[0], four[1], four[2], four[3])
    let isFirst = first == key
    let isSecond = isFirst || second == key
    let isThird = isSecond || third == key
    four[0] = carried
    four[1] = isFirst ? second : first
    four[2] = isSecond ? third : second
    four[3] = isThird ? fourth : third
    return isThird ? key : fourth
  }

  /// Undoes ``bringToFront(_:in:)`` of a key that was not in its row.
  @inline(never)
  func takeBack(_ evicted: UInt64, in row: UnsafeMutablePointer<UInt64>) {
    for way in 0..<ways &- 1 { row[way] = row[way &+ 1] }
    row[ways &- 1] = evicted
  }
}
