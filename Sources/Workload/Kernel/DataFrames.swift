import MMUCore

/// The frames of a guest's data, with how many mappings each has. They have no bytes: nobody reads what a program wrote.
struct DataFrames {
  private var free: [UInt64] = []
  private var nextFresh: UInt64
  private let end: UInt64
  private var shares: [UInt64: Int] = [:]

  init(first: GFN, count: UInt64) {
    nextFresh = first.rawValue
    end = first.rawValue + count
  }

  /// Frames that were never taken.
  var fresh: Range<GFN> { GFN(nextFresh)..<GFN(end) }

  /// Takes a frame with one mapping.
  mutating func take() throws(KernelFailure) -> GPA {
    if let frame = free.popLast() { return GFN(frame).address }
    guard nextFresh < end else { throw .outOfMemory }
    defer { nextFresh += 1 }
    return GFN(nextFresh).address
  }

  /// Takes aligned frames for a huge page; `nil` if there are none together.
  mutating func takeHuge() -> GPA? {
    let first = (nextFresh + 511) & ~511
    guard first + 512 <= end else { return nil }
    free.append(contentsOf: (nextFresh..<first).reversed())
    nextFresh = first + 512
    return GFN(first).address
  }

  /// One more mapping.
  mutating func share(_ page: GPA) { shares[page.frame.rawValue, default: 1] += 1 }

  /// Whether there is one mapping only.
  func isExclusive(_ page: GPA) -> Bool { shares[page.frame.rawValue] == nil }

  /// One mapping fewer; the last gives the frame back.
  mutating func release(_ page: GPA) {
    let frame = page.frame.rawValue
    guard let count = shares[frame] else {
      free.append(frame)
      return
    }
    shares[frame] = count == 2 ? nil : count - 1
  }

  /// Notes which frames are free, in the order in which they will be taken, and which have several mappings.
  func note(into history: inout GuestHistory) {
    history.note(nextFresh)
    for frame in free { history.note(frame) }
    for (frame, count) in shares.sorted(by: { $0.key < $1.key }) {
      history.note(frame)
      history.note(UInt64(count))
    }
  }
}
