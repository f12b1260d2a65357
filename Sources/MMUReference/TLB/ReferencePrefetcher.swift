import MMUCore

/// A prefetcher's memory: the misses so far, and what followed which distance.
struct ReferencePrefetcher {
  private let shape: TLBPrefetcher
  /// The pages of misses, oldest first, since pages last changed their size.
  private var misses: [Int64] = []
  private var size: PageSize?
  /// For each row of the table its distance, and the distances that came next, the latest first.
  private var rows: [Int: (distance: Int64, next: [Int64])] = [:]
  /// The pages fetched ahead, oldest first.
  private(set) var buffer: [ReferencePage] = []

  init(_ shape: TLBPrefetcher) { self.shape = shape }

  /// Notes a miss; answers at which distances pages should be fetched, in order.
  mutating func miss(page: Int64, _ size: PageSize) -> [Int64] {
    if size != self.size { misses = [] }
    self.size = size
    misses = misses.suffix(2) + [page]
    let distances = zip(misses, misses.dropFirst()).map { $1 &- $0 }
    switch shape.kind {
    case .none: return []
    case .nextPage: return [1]
    case .stride: return distances.count == 2 && distances[0] == distances[1] ? [distances[1]] : []
    case .distance:
      guard let latest = distances.last else { return [] }
      let guesses = rows[row(of: latest)].map { $0.distance == latest ? $0.next : [] } ?? []
      if distances.count == 2 { learn(latest, after: distances[0]) }
      return guesses
    }
  }

  private func row(of distance: Int64) -> Int { Int(UInt64(bitPattern: distance) % UInt64(shape.rows)) }

  private mutating func learn(_ next: Int64, after distance: Int64) {
    let row = row(of: distance)
    let known = rows[row].map { $0.distance == distance ? $0.next : [] } ?? []
    rows[row] = (distance, Array(([next] + known.filter { $0 != next }).prefix(shape.slots)))
  }

  mutating func keep(_ page: ReferencePage) { buffer = (buffer + [page]).suffix(shape.bufferEntries) }

  mutating func drop(where test: (ReferencePage) -> Bool) { buffer.removeAll(where: test) }
}
