import MMUCore

/// Counts what goes by, and does nothing else.
struct TraceCounter {
  /// What went by.
  private(set) var counts = LocalityProfile.Counts()
  private let shift: UInt64

  /// Nothing yet.
  init(pageSize: PageSize) { shift = UInt64(pageSize.shift) &+ 7 }

  /// Counts accesses.
  mutating func count(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    var (stores, fetches, unusual) = (0 as UInt64, 0 as UInt64, 0 as UInt64)
    for access in accesses {
      stores &+= access.rawValue & 1
      fetches &+= (access.rawValue &>> 1) & 1
      unusual |= access.rawValue
    }
    add(UInt64(accesses.count), stores, fetches)
    guard unusual & 1 &<< 6 != 0 else { return }
    for access in accesses where access.rawValue & 1 &<< 6 != 0 { correct(access) }
  }

  private mutating func add(_ all: UInt64, _ stores: UInt64, _ fetches: UInt64) {
    counts.translations &+= all
    counts.stores &+= stores
    counts.fetches &+= fetches
    counts.loads &+= all &- stores &- fetches
  }

  /// Counts the second part of an access that crosses, and takes back what an event was counted as: a store and a fetch.
  private mutating func correct(_ access: MemoryAccess) {
    if access.isEvent {
      counts.events += 1
      add(~0, ~0, ~0)
    } else if access.rawValue &>> shift != (access.rawValue &+ 1 &<< 19) &>> shift {
      counts.pageCrossings += 1
      add(1, access.rawValue & 1, (access.rawValue &>> 1) & 1)
    }
  }
}
