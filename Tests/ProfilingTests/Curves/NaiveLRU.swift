/// A fully associative LRU TLB with a stamp for each page.
struct NaiveLRU {
  private var stamps: [UInt64: Int] = [:]
  private var order: [Int: UInt64] = [:]
  private var oldest = 0
  private var now = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  /// Whether a page was there; it is afterwards.
  mutating func use(_ page: UInt64) -> Bool {
    now += 1
    let before = stamps.updateValue(now, forKey: page)
    if let before { order[before] = nil }
    order[now] = page
    if stamps.count > capacity { dropOldest() }
    return before != nil
  }

  private mutating func dropOldest() {
    while order[oldest] == nil { oldest += 1 }
    if let page = order.removeValue(forKey: oldest) { stamps[page] = nil }
  }
}
