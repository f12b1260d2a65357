import MMUCore
import Workload

/// The TLBs of a profile, one behind the other: first levels for both sides, then what they share.
final class LevelChain {
  /// A shared level, and what it sees.
  struct Shared {
    /// The level.
    var tracker: LevelTracker
    /// The curve of what it sees.
    var curve: StackDistanceCurve
    /// The page changes of one part that reach it.
    var pages: UnsafeMutablePointer<UInt32>
    /// Where its curve's stack held each.
    var depths: UnsafeMutablePointer<UInt32>
    /// How many there are.
    var count = 0
  }

  /// The first level for loads and stores.
  let data: LevelTracker?
  /// The first level for fetches.
  let fetch: LevelTracker?
  /// The levels behind, the nearest first.
  private(set) var shared: [Shared] = []
  /// For each page, the misses of the last level; `nil` where hot pages are not wanted.
  let pageMisses: UnsafeMutablePointer<UInt64>?
  private let missMemory: MappedBuffer?
  private let buffers: MappedBuffer

  /// Empty TLBs; `nil` when the system refuses memory.
  init?(_ options: LocalityOptions) {
    func trackers(_ role: LocalityOptions.Level.Role) -> [LevelTracker]? {
      var trackers: [LevelTracker] = []
      for level in options.levels.filter({ $0.role == role }).prefix(1) {
        guard let tracker = LevelTracker(level, options) else { return nil }
        trackers.append(tracker)
      }
      return trackers
    }
    guard let data = trackers(.firstData), let fetch = trackers(.firstInstruction), let second = trackers(.second),
      let third = trackers(.third), let buffers = MappedBuffer(byteCount: 16 * PageTouches.capacity)
    else { return nil }
    (self.data, self.fetch, self.buffers) = (data.first, fetch.first, buffers)
    missMemory = options.hottestPages > 0 ? MappedBuffer(byteCount: 8 * options.maximumPages) : nil
    pageMisses = missMemory?.bound(to: UInt64.self).baseAddress
    if options.hottestPages > 0 && missMemory == nil { return nil }
    var free = buffers.bound(to: UInt32.self).baseAddress.unsafelyUnwrapped
    for tracker in second + third {
      guard let curve = StackDistanceCurve(capacity: options.maximumPages) else { return nil }
      shared.append(Shared(tracker: tracker, curve: curve, pages: free, depths: free + PageTouches.capacity))
      free += 2 * PageTouches.capacity
    }
  }

  /// All levels, from the first on.
  var trackers: [LevelTracker] { [data, fetch].compactMap(\.self) + shared.map(\.tracker) }

  /// The bytes in use with a number of pages.
  func byteCount(pages: Int) -> Int {
    let levels = trackers.reduce(0) { $0 + $1.byteCount(pages: pages) }
    let curves = shared.reduce(0) { $0 + $1.curve.byteCount }
    return levels + curves + buffers.bytes.count + (pageMisses == nil ? 0 : 8 * pages)
  }

  /// Sends page changes through; `false` when the system refuses memory.
  func run(_ changes: PageCurves.Changes, _ directory: PageDirectory, window: Int) -> Bool {
    for level in shared where !level.curve.makeRoom(for: changes.count, knownPages: directory.count) { return false }
    noteTouches(changes, directory.records, window)
    runFirst(changes, directory.records)
    for index in shared.indices { runShared(index, directory.records) }
    return true
  }

  private func noteTouches(
    _ changes: PageCurves.Changes, _ records: UnsafePointer<PageDirectory.Record>, _ window: Int
  ) {
    data?.touch(changes.data.pages, count: changes.data.count, records: records, window: window)
    fetch?.touch(changes.fetch.pages, count: changes.fetch.count, records: records, window: window)
    for level in shared { level.tracker.touch(changes.pages, count: changes.count, records: records, window: window) }
    data?.log?.append(changes.data.pages, count: changes.data.count)
    fetch?.log?.append(changes.fetch.pages, count: changes.fetch.count)
  }

  /// Sends page changes through the first levels, in order, and lists what passes.
  private func runFirst(_ changes: PageCurves.Changes, _ records: UnsafePointer<PageDirectory.Record>) {
    let passed = shared.first?.pages
    let misses = shared.isEmpty ? pageMisses : nil
    let sides = (data: data?.stacks, fetch: fetch?.stacks)
    var (dataCount, fetchCount, dataMisses, fetchMisses, count) = (0, 0, 0 as UInt64, 0 as UInt64, 0)
    for index in 0..<changes.count {
      let change = changes.pages[index]
      let page = change & ~PageCurves.Changes.fetchBit
      let isMissed: Bool
      if page == change {
        isMissed = Self.use(sides.data, page, records, changes.data.depths[dataCount])
        dataCount &+= 1
        dataMisses &+= isMissed ? 1 : 0
      } else {
        isMissed = Self.use(sides.fetch, page, records, changes.fetch.depths[fetchCount])
        fetchCount &+= 1
        fetchMisses &+= isMissed ? 1 : 0
      }
      guard isMissed else { continue }
      if let passed { passed[count] = page }
      if let misses { misses[Int(page)] &+= 1 }
      count &+= 1
    }
    data?.misses &+= dataMisses
    fetch?.misses &+= fetchMisses
    if !shared.isEmpty { shared[0].count = count }
  }

  @inline(__always)
  private static func use(
    _ stacks: SetStacks?, _ page: UInt32, _ records: UnsafePointer<PageDirectory.Record>, _ depth: UInt32
  ) -> Bool {
    guard let stacks else { return true }
    if stacks.isOneSet { return stacks.use(at: depth) }
    return stacks.use(page, in: stacks.set(of: records[Int(page)].key))
  }

  /// Sends what reaches a shared level through it.
  private func runShared(_ place: Int, _ records: UnsafePointer<PageDirectory.Record>) {
    let level = shared[place]
    level.curve.run(level.pages, count: level.count, depths: level.depths)
    level.tracker.log?.append(level.pages, count: level.count)
    let isLast = place == shared.count - 1
    let passed = isLast ? nil : shared[place + 1].pages
    let misses = isLast ? pageMisses : nil
    let stacks = level.tracker.stacks
    var count = 0
    for index in 0..<level.count {
      let page = level.pages[index]
      guard Self.use(stacks, page, records, level.depths[index]) else { continue }
      if let passed { passed[count] = page }
      if let misses { misses[Int(page)] &+= 1 }
      count &+= 1
    }
    level.tracker.misses &+= UInt64(count)
    if !isLast { shared[place + 1].count = count }
  }
}
