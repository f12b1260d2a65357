/// When a processor last invalidated what: nothing older than that may serve it.
struct ShadowInvalidations {
  private struct Page {
    var page: UInt64
    /// `nil`: in every address space.
    var space: UInt16?
    var time: Int
  }

  private var everything = -1
  private var spaces: [UInt16: Int] = [:]
  private var pages: [Page] = []

  /// Everything went.
  mutating func invalidateEverything(at time: Int) {
    everything = time
    spaces.removeAll(keepingCapacity: true)
    pages.removeAll(keepingCapacity: true)
  }

  /// An address space went.
  mutating func invalidate(space: UInt16, at time: Int) { spaces[space] = time }

  /// What maps an address went.
  mutating func invalidate(address: UInt64, space: UInt16?, at time: Int) {
    pages.append(Page(page: address >> 12, space: space, time: time))
  }

  /// The last time that an address space, or an address of the same page of 2^`shift` bytes in it, was invalidated.
  func last(of address: UInt64, shift: UInt64, space: UInt16) -> Int {
    var time = max(everything, spaces[space] ?? -1)
    let number = address >> shift
    for page in pages.reversed() {
      if page.time <= time { break }
      if (page.page << 12) >> shift == number && (page.space == nil || page.space == space) { time = page.time }
    }
    return time
  }
}
