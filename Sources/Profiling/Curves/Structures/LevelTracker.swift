import MMUCore
import Workload

/// One TLB of a profile: its sets' stacks, its misses by window and set, and its page changes for OPT.
final class LevelTracker {
  /// The TLB.
  let level: LocalityOptions.Level
  /// The stacks of its sets.
  let stacks: SetStacks
  /// The distinct pages of rows of sets, by window; `nil` without windows.
  let workingSets: WorkingSets?
  /// What it sees, for OPT; `nil` where OPT is not wanted.
  let log: TouchLog?
  /// All misses so far.
  var misses: UInt64 = 0

  private let rowShift: Int
  /// The misses of each row in each window, and those of each row before the present window.
  private var windowMisses: [UInt64]
  private var before: [UInt64]

  /// The most rows of a heatmap.
  private static let maximumRows = 128

  /// A TLB that has seen nothing; `nil` when the system refuses memory.
  init?(_ level: LocalityOptions.Level, _ options: LocalityOptions) {
    let geometry = level.geometry
    let depth = max(geometry.ways, options.maximumWays)
    let rows = min(geometry.sets, Self.maximumRows)
    guard let stacks = SetStacks(geometry, depth: depth) else { return nil }
    (self.level, self.stacks) = (level, stacks)
    rowShift = (geometry.sets / rows).trailingZeroBitCount
    workingSets = options.hasWindows ? WorkingSets(rows: rows, capacity: options.maximumPages) : nil
    let limit = options.maximumOptimalPageChanges
    log = limit > 0 ? TouchLog(limit: limit) : nil
    windowMisses = Array(repeating: 0, count: options.hasWindows ? rows * WorkingSets.maximumWindows : 0)
    before = Array(repeating: 0, count: options.hasWindows ? rows : 0)
    if options.hasWindows && workingSets == nil || limit > 0 && log == nil { return nil }
  }

  /// The bytes in use with a number of pages.
  func byteCount(pages: Int) -> Int {
    let windows = workingSets?.byteCount(pages: pages) ?? 0
    return stacks.byteCount + windows + 8 * (windowMisses.count + before.count) + (log?.byteCount ?? 0)
  }

  /// Notes touches of pages in a window.
  func touch(_ pages: UnsafePointer<UInt32>, count: Int, records: UnsafePointer<PageDirectory.Record>, window: Int) {
    guard let workingSets else { return }
    let (stacks, rowShift) = (stacks, rowShift)
    for index in 0..<count {
      let page = Int(pages[index] & ~PageCurves.Changes.fetchBit)
      workingSets.touch(page, window: window) { stacks.set(of: records[page].key) >> rowShift }
    }
  }

  // MARK: Windows

  private func rowMisses() -> [UInt64] {
    var rows = [UInt64](repeating: 0, count: before.count)
    for set in 0..<stacks.sets { rows[set >> rowShift] += stacks.misses[set] }
    return rows
  }

  /// Ends a window.
  func endWindow(_ window: Int) {
    let now = rowMisses()
    for row in now.indices { windowMisses[window * now.count + row] = now[row] - before[row] }
    before = now
  }

  /// Merges windows in pairs.
  func mergeWindows(pages: Int) {
    workingSets?.merge(pages: pages)
    let rows = before.count
    for window in 0..<WorkingSets.maximumWindows / 2 {
      for row in 0..<rows {
        windowMisses[window * rows + row] =
          windowMisses[2 * window * rows + row] + windowMisses[(2 * window + 1) * rows + row]
      }
    }
  }

  // MARK: Results

  /// The distinct pages that fall into each set.
  func pagesBySet(_ records: UnsafePointer<PageDirectory.Record>, count: Int, where isSeen: (Int) -> Bool) -> [UInt64] {
    var pages = [UInt64](repeating: 0, count: stacks.sets)
    for page in 0..<count where isSeen(page) { pages[stacks.set(of: records[page].key)] += 1 }
    return pages
  }

  /// How its sets share pages and misses.
  ///
  /// - Parameter windows: how many there are, the last one still going on.
  func pressure(pages: [UInt64], windows: Int) -> SetPressure {
    let rows = pages.indices.map { SetPressure.Row(set: $0, pages: pages[$0], misses: stacks.misses[$0]) }
    func most(_ count: (SetPressure.Row) -> UInt64) -> [SetPressure.Row] {
      let sorted = rows.filter { count($0) > 0 }.sorted { (count($1), $0.set) < (count($0), $1.set) }
      return Array(sorted.prefix(16))
    }
    return SetPressure(
      overfullSets: pages.count { $0 > UInt64(stacks.ways) }, usedSets: pages.count { $0 > 0 },
      missing: most(\.misses), fullest: most(\.pages), heatmap: heatmap(windows))
  }

  private func heatmap(_ windows: Int) -> SetPressure.Heatmap? {
    guard let workingSets else { return nil }
    let (now, rows) = (rowMisses(), before.count)
    let misses = (0..<rows).map { row in
      (0..<windows).map { $0 == windows - 1 ? now[row] - before[row] : windowMisses[$0 * rows + row] }
    }
    let pages = (0..<rows).map { row in (0..<windows).map { workingSets.pages(window: $0, row: row) } }
    return SetPressure.Heatmap(setsPerRow: 1 << rowShift, misses: misses, pages: pages)
  }

  /// The misses with 1, 2, 3 and more ways. What repeats the page before it hits with one, and is not counted.
  var missesByWays: [UInt64] {
    var misses = (0...stacks.depth).reduce(0 as UInt64) { $0 + stacks.uses[$1] }
    return (1...stacks.depth).map { ways in
      misses -= stacks.uses[ways]
      return misses
    }
  }
}
