/// Leaves of a stream of accesses what can change a TLB: drops an access to the page of the two accesses before it on its
/// side, data or fetch.
///
/// The first repetition stays, for a policy may note that an entry was used again (SRRIP does); a second one finds all as
/// the first left it. So a TLB that runs what is kept misses as it would on everything, and hits that much more often as
/// ``dropped`` says. It holds while neither side takes anything from the other's first level: not under an inclusive second
/// level, whose evictions by one side empty entries of the other's.
///
/// Crossing accesses and events are always kept, and so are the two accesses after them: after a crossing one on its side,
/// after an event on both.
public struct PageChangeFilter {
  /// What was dropped so far. Each was a hit of its first level.
  public private(set) var dropped = KindCounts()

  private let pageMask: UInt64
  /// The page of the latest access on each side, with `newBit` where it was accessed once only.
  private var data = Self.none
  private var fetch = Self.none

  /// Marks a page that was accessed once; set in accesses that cross and in events. What is dropped has it nowhere.
  private static var newBit: UInt64 { MemoryAccess.crossingBit }
  /// Set in fetches and events.
  private static var fetchBit: UInt64 { 2 }
  /// No page.
  private static var none: UInt64 { newBit | 1 }
  /// How many accesses are looked at together.
  private static var width: Int { 8 }

  /// A filter that has seen nothing.
  ///
  /// - Parameter pageSize: the size of every page; with several sizes in use, the smallest.
  public init(pageSize: PageSize) { pageMask = ~pageSize.offsetMask &<< 7 }

  /// Counts from zero again.
  ///
  /// - Parameter pages: whether to forget the latest pages too, because the next batch does not follow on the last one.
  public mutating func forget(pages: Bool) {
    dropped = KindCounts()
    if pages { (data, fetch) = (Self.none, Self.none) }
  }

  /// Copies the accesses of a batch that are kept, in order.
  ///
  /// - Parameters:
  ///   - batch: accesses and events.
  ///   - kept: room for as many; it may be the batch itself.
  /// - Returns: how many are kept.
  public mutating func compact(
    _ batch: UnsafeBufferPointer<MemoryAccess>, into kept: UnsafeMutablePointer<MemoryAccess>
  ) -> Int {
    guard let start = batch.baseAddress else { return 0 }
    let all = Self.kinds(of: batch)
    var index = 0
    var count = 0
    while index &+ Self.width <= batch.count {
      let before = count
      let end = index &+ Self.width
      if Self.areOrdinaryData(start + index) {
        compactData(start, from: index, to: end, kept, &count)
      } else {
        compactAny(start, from: index, to: end, kept, &count)
      }
      index = end
      // Looking at eight at once pays where nothing happens.
      if count &- before <= 1 { index = skipRepetitions(start, from: index, of: batch.count) }
    }
    compactAny(start, from: index, to: batch.count, kept, &count)
    dropped = dropped + (all - Self.kinds(of: UnsafeBufferPointer(start: kept, count: count)))
    return count
  }

  private static func kinds(of accesses: UnsafeBufferPointer<MemoryAccess>) -> KindCounts {
    var stores: UInt64 = 0
    var fetches: UInt64 = 0
    for access in accesses {
      stores &+= access.rawValue & 1
      fetches &+= (access.rawValue &>> 1) & 1
    }
    // An event counts as both, before and after.
    return KindCounts(loads: UInt64(accesses.count) &- stores &- fetches, stores: stores, fetches: fetches)
  }

  /// Whether eight accesses are loads and stores that do not cross.
  @inline(__always)
  private static func areOrdinaryData(_ accesses: UnsafePointer<MemoryAccess>) -> Bool {
    var bits: UInt64 = 0
    for index in 0..<width { bits |= accesses[index].rawValue }
    return bits & (newBit | fetchBit) == 0
  }

  /// The position of the first eight accesses that are not all to be dropped.
  @inline(__always)
  private func skipRepetitions(_ batch: UnsafePointer<MemoryAccess>, from start: Int, of count: Int) -> Int {
    let (data, sides) = (data, data ^ fetch)
    var index = start
    while index &+ Self.width <= count {
      var (differences, words) = (0 as UInt64, 0 as UInt64)
      for place in index..<index &+ Self.width {
        let word = batch[place].rawValue
        words |= word
        differences |= word ^ data ^ (sides & (0 &- ((word &>> 1) & 1)))
      }
      guard differences & (pageMask | Self.newBit) | words & Self.newBit == 0 else { break }
      index &+= Self.width
    }
    return index
  }

  /// Looks at ordinary loads and stores one by one, without a branch on what they repeat.
  @inline(__always)
  private mutating func compactData(
    _ batch: UnsafePointer<MemoryAccess>, from start: Int, to end: Int, _ kept: UnsafeMutablePointer<MemoryAccess>,
    _ count: inout Int
  ) {
    var latest = data
    var index = start
    while index < end {
      let access = batch[index]
      kept[count] = access
      index &+= 1
      let page = access.rawValue & pageMask
      let difference = latest ^ page  // 0 after two accesses, newBit after one
      latest = difference & ~Self.newBit == 0 ? page : page | Self.newBit
      count &+= difference == 0 ? 0 : 1
    }
    data = latest
  }

  /// ``compactData(_:from:to:_:_:)`` for all kinds of words.
  @inline(__always)
  private mutating func compactAny(
    _ batch: UnsafePointer<MemoryAccess>, from start: Int, to end: Int, _ kept: UnsafeMutablePointer<MemoryAccess>,
    _ count: inout Int
  ) {
    var (data, fetch) = (data, fetch)
    var index = start
    while index < end {
      let access = batch[index]
      kept[count] = access
      index &+= 1
      guard access.rawValue & MemoryAccess.crossingBit == 0 else {
        count &+= 1
        if access.isFetch || access.isEvent { fetch = Self.none }
        if !access.isFetch { data = Self.none }
        continue
      }
      let page = access.rawValue & pageMask
      let isFetch = access.rawValue & Self.fetchBit != 0
      let difference = (isFetch ? fetch : data) ^ page
      let next = difference & ~Self.newBit == 0 ? page : page | Self.newBit
      fetch = isFetch ? next : fetch
      data = isFetch ? data : next
      count &+= difference == 0 ? 0 : 1
    }
    (self.data, self.fetch) = (data, fetch)
  }
}
