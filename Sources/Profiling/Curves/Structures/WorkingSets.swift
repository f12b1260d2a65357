import Workload

/// The distinct pages of each of at most 64 windows, in rows: of all sets together, or of a TLB's sets.
///
/// Windows are merged in pairs when there are 64. The pages of a merged window are not the sum of its halves', so each
/// window tells its pages apart by the window that saw them last: by the highest bit in which the numbers of the two
/// differ, which says how often windows must be merged until they are one.
struct WorkingSets {
  /// The most windows.
  static let maximumWindows = 64
  /// The bits of a window's number, and a place for pages that no window saw.
  private static let ages = 7
  private static let never = 6

  /// The number of rows.
  let rows: Int
  /// For each window, row and age: pages.
  private let counts: UnsafeMutablePointer<UInt32>
  /// For each page, the number of the window that saw it last, plus one; 0 for none.
  private let latest: UnsafeMutablePointer<UInt8>
  private let memory: MappedBuffer
  private let latestMemory: MappedBuffer

  /// No windows; `nil` when the system refuses memory.
  init?(rows: Int, capacity: Int) {
    let words = Self.maximumWindows * rows * Self.ages
    guard let memory = MappedBuffer(byteCount: 4 * words), let latestMemory = MappedBuffer(byteCount: capacity)
    else { return nil }
    (self.rows, self.memory, self.latestMemory) = (rows, memory, latestMemory)
    counts = memory.bound(to: UInt32.self).baseAddress.unsafelyUnwrapped
    latest = latestMemory.bound(to: UInt8.self).baseAddress.unsafelyUnwrapped
  }

  /// The bytes in use with a number of pages.
  func byteCount(pages: Int) -> Int { memory.bytes.count + pages }

  /// Notes a touch of a page in a window.
  @inline(__always)
  func touch(_ page: Int, window: Int, row: () -> Int) {
    let seen = Int(latest[page])
    guard seen != window &+ 1 else { return }
    latest[page] = UInt8(truncatingIfNeeded: window &+ 1)
    let age = seen == 0 ? Self.never : 63 &- ((seen &- 1) ^ window).leadingZeroBitCount
    counts[(window &* rows &+ row()) &* Self.ages &+ age] &+= 1
  }

  /// The distinct pages of a window that fall into a row.
  func pages(window: Int, row: Int) -> UInt64 {
    let ages = counts + (window * rows + row) * Self.ages
    return (0..<Self.ages).reduce(0) { $0 + UInt64(ages[$1]) }
  }

  /// Those of them that no window saw before.
  func firstTouches(window: Int, row: Int) -> UInt64 { UInt64(counts[(window * rows + row) * Self.ages + Self.never]) }

  /// Merges windows in pairs.
  func merge(pages: Int) {
    for page in 0..<pages where latest[page] != 0 { latest[page] = (latest[page] &- 1) / 2 + 1 }
    for window in 0..<Self.maximumWindows / 2 {
      for row in 0..<rows { mergeRow(window, row) }
    }
    let rest = Self.maximumWindows / 2 * rows * Self.ages
    (counts + rest).update(repeating: 0, count: rest)
  }

  private func mergeRow(_ window: Int, _ row: Int) {
    let even = counts + (2 * window * rows + row) * Self.ages
    let odd = even + rows * Self.ages
    var merged: [UInt32] = (1..<Self.never).map { even[$0] + odd[$0] }
    merged += [0, even[Self.never] + odd[Self.never]]
    let place = counts + (window * rows + row) * Self.ages
    for age in 0..<Self.ages { place[age] = merged[age] }
  }
}
