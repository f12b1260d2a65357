import MMUCore
import Profiling
import Testing

/// Two levels of LRU or FIFO TLB as a person would write them down, to compare with.
struct NaiveHierarchy {
  private struct Level {
    let geometry: TLBGeometry
    /// The pages of each set, youngest first.
    var sets: [[UInt64]]

    init(_ geometry: TLBGeometry) {
      self.geometry = geometry
      sets = Array(repeating: [], count: geometry.sets)
    }

    func set(of page: UInt64) -> Int {
      let count = UInt64(geometry.sets)
      let low = page % count
      return Int(geometry.foldsIndex ? low ^ (page / count % count) : low)
    }

    mutating func holds(_ page: UInt64) -> Bool {
      let set = set(of: page)
      guard let way = sets[set].firstIndex(of: page) else { return false }
      if geometry.policy == .lru { sets[set].insert(sets[set].remove(at: way), at: 0) }
      return true
    }

    mutating func fill(_ page: UInt64) {
      let set = set(of: page)
      sets[set].insert(page, at: 0)
      if sets[set].count > geometry.ways { sets[set].removeLast() }
    }
  }

  private var instruction: Level
  private var data: Level
  private var second: Level?
  private(set) var accesses: [AccessKind: UInt64] = [:]
  private(set) var level1Misses: [AccessKind: UInt64] = [:]
  private(set) var misses: [AccessKind: UInt64] = [:]
  private(set) var pageCrossings: UInt64 = 0
  private(set) var pages: Set<UInt64> = []
  private let pageSize: PageSize

  init(_ model: TLBModel, pageSize: PageSize) throws {
    func level(_ number: Int, _ side: TLBSideName) throws -> Level? {
      try model.description.array(level: number, side, pageSize: pageSize.name).map { Level(try $0.geometry()) }
    }
    instruction = try #require(try level(1, .fetch))
    data = try #require(try level(1, .data))
    second = try level(2, .data)
    self.pageSize = pageSize
  }

  mutating func access(_ kind: AccessKind, _ address: UInt64, byteCount: UInt64) {
    let first = address / pageSize.byteCount
    let last = (address + byteCount - 1) / pageSize.byteCount
    translate(kind, first)
    guard last != first else { return }
    pageCrossings += 1
    translate(kind, last)
  }

  private mutating func translate(_ kind: AccessKind, _ page: UInt64) {
    accesses[kind, default: 0] += 1
    pages.insert(page)
    if kind == .fetch ? instruction.holds(page) : data.holds(page) { return }
    level1Misses[kind, default: 0] += 1
    if !(second?.holds(page) ?? false) {
      misses[kind, default: 0] += 1
      second?.fill(page)
    }
    if kind == .fetch { instruction.fill(page) } else { data.fill(page) }
  }
}
