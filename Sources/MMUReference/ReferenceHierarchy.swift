import MMUCore

/// Two levels of TLB: fetches go to one first level, loads and stores to the other, and both share the second.
///
/// A second-level hit refills the first level; a walk fills both. An access that crosses into another page is two
/// translations.
public struct ReferenceHierarchy {
  /// How many accesses of each kind.
  private struct Tally {
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

  private var instruction: ReferenceSetAssociativeTLB
  private var data: ReferenceSetAssociativeTLB
  private var second: ReferenceSetAssociativeTLB?
  private let pageSize: PageSize
  private let asid: ASID

  private var accesses = Tally()
  private var level1Misses = Tally()
  private var level2Misses = Tally()
  private var pageCrossings: UInt64 = 0

  /// What happened so far.
  public var counters: TLBCounters {
    var counters = TLBCounters()
    counters.accesses = accesses.counts
    counters.pageCrossings = pageCrossings
    counters.level1Misses = level1Misses.counts
    counters.level2Misses = level2Misses.counts
    return counters
  }

  /// Empty TLBs of these shapes.
  public init(
    instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize, asid: ASID = ASID(0),
    seed: UInt64 = 1
  ) {
    self.instruction = ReferenceSetAssociativeTLB(instruction, seed: seed)
    self.data = ReferenceSetAssociativeTLB(data, seed: seed)
    self.second = second.map { ReferenceSetAssociativeTLB($0, seed: seed) }
    self.pageSize = pageSize
    self.asid = asid
  }

  /// Translates one access.
  public mutating func access(_ access: MemoryAccess) {
    translate(access.gva, access.kind)
    guard access.crossesPage else { return }
    let next = GVA((access.gva.rawValue / 4096 &+ 1) &* 4096)
    guard next.rawValue / pageSize.byteCount != access.gva.rawValue / pageSize.byteCount else { return }
    pageCrossings += 1
    translate(next, access.kind)
  }

  /// Drops everything.
  public mutating func flushAll() {
    instruction.flushAll()
    data.flushAll()
    second?.flushAll()
  }

  private mutating func translate(_ gva: GVA, _ kind: AccessKind) {
    accesses.add(kind)
    let isInFirst = kind == .fetch ? instruction.lookup(gva, asid: asid) : data.lookup(gva, asid: asid)
    if isInFirst != nil { return }
    level1Misses.add(kind)
    if second?.lookup(gva, asid: asid) == nil {
      level2Misses.add(kind)
      second?.insert(gva, pageSize, asid: asid, payload: 0)
    }
    if kind == .fetch {
      instruction.insert(gva, pageSize, asid: asid, payload: 0)
    } else {
      data.insert(gva, pageSize, asid: asid, payload: 0)
    }
  }
}
