import MMUCore
import Workload

/// Cuts a trace into windows of equal length, and keeps of each what its curves and levels counted in it.
///
/// A window ends when an access comes that has no place in it; so the last one is open.
final class WindowRecorder {
  /// What was counted up to a moment, or in a window.
  private struct Counts {
    var translations: UInt64 = 0
    /// At each size, then of each level.
    var misses: [UInt64]

    static func - (left: Counts, right: Counts) -> Counts {
      Counts(
        translations: left.translations - right.translations,
        misses: zip(left.misses, right.misses).map { $0 - $1 })
    }

    static func + (left: Counts, right: Counts) -> Counts {
      Counts(
        translations: left.translations + right.translations,
        misses: zip(left.misses, right.misses).map { $0 + $1 })
    }
  }

  /// The number of the present window.
  private(set) var window = 0
  /// The length of a window, in accesses.
  private(set) var length: UInt64 = 1024
  /// The accesses in the present window.
  private var filled: UInt64 = 0
  private var ended: [Counts] = []
  private var before: Counts
  private let sizes: [Int]
  private let workingSets: WorkingSets

  /// No windows yet; `nil` when the system refuses memory.
  init?(_ options: LocalityOptions, levelCount: Int) {
    guard let workingSets = WorkingSets(rows: 1, capacity: options.maximumPages) else { return nil }
    (sizes, self.workingSets) = (options.sizes, workingSets)
    before = Counts(misses: Array(repeating: 0, count: sizes.count + levelCount))
  }

  /// The bytes in use with a number of pages.
  func byteCount(pages: Int) -> Int { workingSets.byteCount(pages: pages) + 64 * 8 * (before.misses.count + 4) }

  /// How many windows there are, the open one among them.
  var count: Int { filled == 0 ? 0 : window + 1 }

  /// Makes room in the present window, ending it if it is full; answers for how many accesses.
  func makeRoom(_ curves: PageCurves, _ levels: LevelChain?) -> Int {
    if filled == length { endWindow(curves, levels) }
    return Int(length - filled)
  }

  /// Notes page changes and how many accesses made them.
  func note(_ changes: PageCurves.Changes, accesses: Int) {
    let (workingSets, window) = (workingSets, window)
    for index in 0..<changes.count {
      workingSets.touch(Int(changes.pages[index] & ~PageCurves.Changes.fetchBit), window: window) { 0 }
    }
    filled += UInt64(accesses)
  }

  private func counts(_ curves: PageCurves, _ levels: LevelChain?) -> Counts {
    let curve = curves.all ?? curves.data
    let misses = sizes.map { curve.misses(entries: $0) }
    return Counts(translations: curve.useCount, misses: misses + (levels?.trackers.map(\.misses) ?? []))
  }

  private func endWindow(_ curves: PageCurves, _ levels: LevelChain?) {
    let now = counts(curves, levels)
    ended.append(now - before)
    before = now
    filled = 0
    for level in levels?.trackers ?? [] { level.endWindow(window) }
    window += 1
    guard window == WorkingSets.maximumWindows else { return }
    let pages = curves.directory.count
    ended = stride(from: 0, to: window, by: 2).map { ended[$0] + ended[$0 + 1] }
    workingSets.merge(pages: pages)
    for level in levels?.trackers ?? [] { level.mergeWindows(pages: pages) }
    window /= 2
    length *= 2
  }

  /// The windows so far.
  func result(_ curves: PageCurves, _ levels: LevelChain?) -> LocalityWindows {
    let all = filled == 0 ? ended : ended + [counts(curves, levels) - before]
    let windows = all.indices.map { window in
      LocalityWindows.Window(
        translations: all[window].translations, distinctPages: workingSets.pages(window: window, row: 0),
        firstTouches: workingSets.firstTouches(window: window, row: 0),
        misses: Array(all[window].misses.prefix(sizes.count)),
        levelMisses: Array(all[window].misses.dropFirst(sizes.count)), phase: "")
    }
    return PhaseDetection.named(
      LocalityWindows(accessesPerWindow: length, sizes: sizes, windows: windows, phases: []))
  }
}
