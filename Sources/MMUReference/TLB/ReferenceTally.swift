import MMUCore

/// How many accesses of each kind.
struct ReferenceTally {
  private var loads: UInt64 = 0
  private var stores: UInt64 = 0
  private var fetches: UInt64 = 0

  var counts: KindCounts { KindCounts(loads: loads, stores: stores, fetches: fetches) }

  mutating func add(_ kind: AccessKind) {
    switch kind {
    case .load: loads += 1
    case .store: stores += 1
    case .fetch: fetches += 1
    }
  }
}
