import MMUCore
import Workload

/// Finds out in one pass over a trace what its locality is: see ``LocalityProfile``.
///
/// Curves are of LRU, exact, for all sizes at once. Events that switch address spaces make pages of different spaces
/// different pages; events that invalidate or flush do nothing to them: a curve says what capacity does.
///
/// Memory grows with the distinct pages of a trace, up to a limit, and not with its length; only OPT keeps page changes,
/// up to a limit of its own. What is exact ends at a limit, and the result says so; the sampled curve goes on.
public final class LocalityProfiler {
  /// The most pages that can be asked for.
  public static let maximumPages = 1 << 28
  /// The smallest sample.
  public static let minimumSample = 64

  /// What is to be found out.
  public let options: LocalityOptions

  let curves: [PageCurves]
  let samples: [ShardsEstimator]
  let levels: LevelChain?
  let windows: WindowRecorder?
  let uses: PageUses?
  /// What counts the trace where no curve does.
  private(set) var counter: TraceCounter
  private(set) var limits: [LocalityProfile.Limit] = []

  /// A profiler that has seen nothing.
  public init(_ options: LocalityOptions) throws(LocalityProfilerError) {
    try Self.check(options)
    self.options = options
    let capacity = options.maximumPages
    let sizes = options.hasCurves ? options.pageSizes : []
    curves = try sizes.map { (size) throws(LocalityProfilerError) in
      try Self.made(PageCurves(pageSize: size, capacity: capacity))
    }
    samples = try (options.sampledPages > 0 ? options.pageSizes : []).map { (size) throws(LocalityProfilerError) in
      try Self.made(ShardsEstimator(pageSize: size, maximumPages: options.sampledPages))
    }
    counter = TraceCounter(pageSize: options.pageSizes[0])
    let hasLevels = options.hasCurves && !options.levels.isEmpty
    levels = hasLevels ? try Self.made(LevelChain(options)) : nil
    let levelCount = levels?.trackers.count ?? 0
    windows =
      options.hasCurves && options.hasWindows ? try Self.made(WindowRecorder(options, levelCount: levelCount)) : nil
    uses = options.hasCurves && options.hottestPages > 0 ? try Self.made(PageUses(capacity: capacity)) : nil
  }

  private static func made<Part>(_ part: Part?) throws(LocalityProfilerError) -> Part {
    guard let part else { throw .outOfMemory }
    return part
  }

  private static func check(_ options: LocalityOptions) throws(LocalityProfilerError) {
    let sizes = PageSize.kib4.shift...PageSize.gib1.shift
    guard !options.pageSizes.isEmpty, options.pageSizes.allSatisfy({ sizes.contains($0.shift) }) else {
      throw .noPageSize
    }
    guard (1...maximumPages).contains(options.maximumPages) else { throw .pagesOutOfRange }
    guard options.sampledPages == 0 || (minimumSample...maximumPages).contains(options.sampledPages) else {
      throw .sampleTooSmall
    }
    for level in options.levels where level.geometry.impossibility != nil { throw .impossibleLevel(level.name) }
  }

  /// The bytes in use.
  public var byteCount: Int {
    let pages = curves.first?.directory.count ?? 0
    let all = curves.map(\.byteCount) + samples.map(\.byteCount)
    let details = [levels?.byteCount(pages: pages), windows?.byteCount(pages: pages), uses.map { _ in 8 * pages }]
    return (all + details.compactMap(\.self)).reduce(0, +)
  }

  /// Takes accesses into account, in order.
  public func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    for sample in samples where !sample.run(accesses) { noteLimit(.memory) }
    guard let first = curves.first else {
      counter.count(accesses)
      return
    }
    if levels == nil && windows == nil && uses == nil {
      Self.forEachPart(of: accesses) { first.take($0) }
    } else {
      Self.forEachPart(of: accesses) { runDetails(first, $0) }
    }
    for other in curves.dropFirst() { Self.forEachPart(of: accesses) { other.take($0) } }
    for curve in curves where curve.limit != nil { curve.limit.map(noteLimit) }
  }

  /// Calls a body with what is left until it has taken everything.
  private static func forEachPart(
    of accesses: UnsafeBufferPointer<MemoryAccess>, _ take: (UnsafeBufferPointer<MemoryAccess>) -> Int
  ) {
    var done = 0
    while done < accesses.count { done += take(UnsafeBufferPointer(rebasing: accesses[done...])) }
  }

  private func runDetails(_ curves: PageCurves, _ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int {
    let room = windows?.makeRoom(curves, levels) ?? accesses.count
    let taken = curves.take(UnsafeBufferPointer(rebasing: accesses.prefix(room)))
    guard curves.limit == nil else { return taken }
    windows?.note(curves.changes, accesses: taken)
    if levels?.run(curves.changes, curves.directory, window: windows?.window ?? 0) == false { noteLimit(.memory) }
    uses?.note(curves.changes, dataRun: curves.touches.data.run, fetchRun: curves.touches.fetch.run)
    return taken
  }

  private func noteLimit(_ limit: LocalityProfile.Limit) {
    if !limits.contains(limit) { limits.append(limit) }
  }
}
