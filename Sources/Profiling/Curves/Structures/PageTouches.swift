import MMUCore

/// Turns accesses into touches: the accesses that change an LRU stack, of data, of fetches or of both.
///
/// An access to the page of the one before it on its side leaves its side's stack as it is. The stack of both sides has the
/// latest pages of both at its top after the first time, and then such an access at most swaps the two: it is counted here,
/// at depth 1 or 2, and the swap is made up for by a silent touch before the next page comes.
final class PageTouches {
  /// What a touch is, in bits.
  enum Tag {
    /// Of the fetching side; else of the data side.
    static var fetch: UInt8 { 1 }
    /// Counted in the stack of both sides; else it is silent there.
    static var counted: UInt8 { 2 }
    /// A page change on its side; else it is for the stack of both sides alone.
    static var change: UInt8 { 4 }
  }

  /// The most accesses that are taken at once.
  static let longestPart = 1024
  /// Room for both parts of each, and a silent touch before each part.
  static let capacity = 4 * longestPart

  /// The pages touched, as ``PageKey``.
  let keys: UnsafeMutablePointer<UInt64>
  /// What each touch is. Of no meaning before the first fetch: all are changes on the data side then.
  let tags: UnsafeMutablePointer<UInt8>
  /// For each change, the uses of the page that it takes its side away from.
  let runs: UnsafeMutablePointer<UInt64>
  /// How many touches there are.
  private(set) var count = 0
  /// Uses at depth 1 and 2 of the stack of both sides that are no touches.
  private(set) var near: (first: UInt64, second: UInt64) = (0, 0)
  /// What went by since the beginning.
  private(set) var counts = LocalityProfile.Counts()
  /// Whether there are fetches among the accesses so far.
  private(set) var hasFetches = false
  /// Whether a part ended because a fetch, the first of all, comes next.
  private(set) var waitsForFetches = false

  private let shift: UInt64
  private var spaces = AddressSpaces()
  private var spaceBits: UInt64 = 0
  private(set) var data = Side()
  private(set) var fetch = Side()
  private var isLatestFetch = false
  /// Whether the latest pages of both sides are the top of the stack of both.
  private var areBothOnTop = false
  /// The page that the latest touch left on top of the stack of both.
  private var top = PageKey.none

  /// The latest page of a side.
  struct Side {
    var page = PageKey.none
    /// How often it was used in a row.
    var run: UInt64 = 0
  }

  /// No touches.
  init(pageSize: PageSize) {
    shift = UInt64(pageSize.shift) &+ 7
    keys = .allocate(capacity: Self.capacity)
    tags = .allocate(capacity: Self.capacity)
    runs = .allocate(capacity: Self.capacity)
  }

  deinit {
    keys.deallocate()
    tags.deallocate()
    runs.deallocate()
  }

  /// Lets the first fetch in.
  func allowFetches() {
    hasFetches = true
    waitsForFetches = false
    top = data.page
  }

  /// Makes the touches of the next accesses.
  ///
  /// - Returns: how many accesses were taken: at most ``longestPart``, fewer before the first fetch of all.
  func take(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    count = 0
    near = (0, 0)
    guard let start = accesses.baseAddress else { return 0 }
    let end = min(accesses.count, Self.longestPart)
    var index = 0
    while index < end {
      if !hasFetches { index = takeData(start, from: index, to: end) }
      let stop = hasFetches ? end : min(index &+ Self.width, end)
      while index < stop {
        guard takeAny(start[index]) else { return index }
        index &+= 1
      }
    }
    return index
  }

  // MARK: Loads and stores

  private static let width = 8
  /// Set in fetches, in events and in accesses that cross.
  private static let unusual: UInt64 = 0x42

  /// Takes whole eights of loads and stores that do not cross.
  private func takeData(_ accesses: UnsafePointer<MemoryAccess>, from start: Int, to end: Int) -> Int {
    let (keys, runs, shift, spaceBits) = (keys, runs, shift, spaceBits)
    let first = count
    var (count, latest, index, stores) = (count, data.page, start, SIMD4<UInt64>.zero)
    // Comparing with the latest page by shifting it back loses its space.
    var isOfSpace = latest &>> PageKey.spaceShift == spaceBits &>> PageKey.spaceShift
    let words = UnsafeRawPointer(accesses)
    while index &+ Self.width <= end {
      let low = words.loadUnaligned(fromByteOffset: index &* 8, as: SIMD4<UInt64>.self)
      let high = words.loadUnaligned(fromByteOffset: index &* 8 &+ 32, as: SIMD4<UInt64>.self)
      guard Self.or(low | high) & Self.unusual == 0 else { break }
      stores &+= (low & 1) &+ (high & 1)
      let same = SIMD4(repeating: latest &<< shift)
      if !isOfSpace || Self.or((low ^ same) | (high ^ same)) &>> shift != 0 {
        for place in index..<index &+ Self.width {
          let page = accesses[place].rawValue &>> shift | spaceBits
          keys[count] = page
          runs[count] = UInt64(place &- start)
          count &+= page == latest ? 0 : 1
          latest = page
        }
        isOfSpace = true
      }
      index &+= Self.width
    }
    finishRuns(from: first, to: count, accesses: index &- start)
    (self.count, data.page) = (count, latest)
    countData(UInt64(index &- start), stores: stores.wrappedSum())
    return index
  }

  @inline(__always)
  private static func or(_ words: SIMD4<UInt64>) -> UInt64 {
    let half = words.lowHalf | words.highHalf
    return half.x | half.y
  }

  private func countData(_ all: UInt64, stores: UInt64) {
    counts.translations &+= all
    counts.stores &+= stores
    counts.loads &+= all &- stores
  }

  /// Makes runs of the positions at which they ended.
  private func finishRuns(from first: Int, to end: Int, accesses: Int) {
    guard end > first else {
      data.run &+= UInt64(accesses)
      return
    }
    let lastStart = runs[end &- 1]
    for index in stride(from: end &- 1, to: first, by: -1) { runs[index] &-= runs[index &- 1] }
    runs[first] &+= data.run
    data.run = UInt64(accesses) &- lastStart
  }

  // MARK: Anything

  /// Takes one word; `false` before the first fetch of all.
  @inline(__always)
  private func takeAny(_ access: MemoryAccess) -> Bool {
    let word = access.rawValue
    guard word & 1 &<< 6 == 0 else { return takeUnusual(access) }
    let isFetch = word & 2 != 0
    if isFetch && !hasFetches {
      waitsForFetches = true
      return false
    }
    touch(word &>> shift | spaceBits, isFetch)
    count(word)
    return true
  }

  @inline(__always)
  private func count(_ word: UInt64) {
    counts.translations &+= 1
    counts.stores &+= word & 1
    counts.fetches &+= (word &>> 1) & 1
    counts.loads &+= 1 &- ((word &>> 1 | word) & 1)
  }

  @inline(never)
  private func takeUnusual(_ access: MemoryAccess) -> Bool {
    if access.isEvent {
      counts.events += 1
      if let event = access.event { spaces.follow(event) }
      spaceBits = spaces.current << PageKey.spaceShift
      return true
    }
    let isFetch = access.kind == .fetch
    if isFetch && !hasFetches {
      waitsForFetches = true
      return false
    }
    let first = access.rawValue &>> shift
    let second = (access.rawValue &+ 1 &<< 19) &>> shift  // an address of the next 4 KiB
    touch(first | spaceBits, isFetch)
    count(access.rawValue)
    if first != second {
      touch(second | spaceBits, isFetch)
      count(access.rawValue)
      counts.pageCrossings += 1
    }
    return true
  }

  /// Notes a use of a page, and makes a touch of it unless it changes nothing.
  @inline(__always)
  private func touch(_ page: UInt64, _ isFetch: Bool) {
    let latest = isFetch ? fetch.page : data.page
    if page == latest {
      if isFetch { fetch.run &+= 1 } else { data.run &+= 1 }
      if isFetch == isLatestFetch {
        near.first &+= 1
        return
      }
      if areBothOnTop {
        if fetch.page == data.page { near.first &+= 1 } else { near.second &+= 1 }
        isLatestFetch = isFetch
        return
      }
    }
    move(to: page, isFetch)
  }

  /// Makes a touch of a page, after making up for a swap.
  @inline(never)
  private func move(to page: UInt64, _ isFetch: Bool) {
    let before = isLatestFetch ? fetch.page : data.page
    if hasFetches && before != top { append(before, 0, run: 0) }
    let latest = isFetch ? fetch.page : data.page
    let change = page == latest ? 0 : Tag.change
    append(page, Tag.counted | change | (isFetch ? Tag.fetch : 0), run: isFetch ? fetch.run : data.run)
    if change != 0 {
      if isFetch { fetch = Side(page: page, run: 1) } else { data = Side(page: page, run: 1) }
    }
    let other = isFetch ? data.page : fetch.page
    areBothOnTop = other == page || other == before
    isLatestFetch = isFetch
    top = page
  }

  @inline(__always)
  private func append(_ page: UInt64, _ tag: UInt8, run: UInt64) {
    keys[count] = page
    tags[count] = tag
    runs[count] = run
    count &+= 1
  }
}
