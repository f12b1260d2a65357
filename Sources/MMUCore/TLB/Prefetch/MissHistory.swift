/// How far apart the latest misses were, in pages.
struct MissHistory {
  private var page: Int64 = 0
  private var size: PageSize?
  private(set) var distance: Int64?
  /// The distance before.
  private(set) var earlierDistance: Int64?

  /// Notes a miss. Of a page of another size than the last one no distance is known.
  mutating func note(_ page: Int64, _ size: PageSize) {
    earlierDistance = distance
    distance = size == self.size ? page &- self.page : nil
    if distance == nil { earlierDistance = nil }
    self.page = page
    self.size = size
  }
}
