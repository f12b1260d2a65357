import MMUCore
import Workload

/// One pass over a stream of accesses that feeds everything that a plan asks for.
public final class ProfileSession {
  /// What is to be found out.
  public let plan: ProfilePlan
  /// By TLBs of the plan.
  public let profilers: [TLBProfiler]
  /// The guest under shadow paging, if there is one.
  public let shadow: ShadowProfiler?
  /// What is found out about the accesses themselves, if anything.
  public let locality: LocalityProfiler?

  private let comparer: PageSizeComparer?
  private let sharesFilter: Bool
  private var filter = PageChangeFilter(pageSize: .kib4)
  /// How many batches go by before the filter is tried again.
  private var batchesUnfiltered = 0
  private let kept: UnsafeMutableBufferPointer<MemoryAccess>

  /// A session that has seen nothing.
  public init(_ plan: ProfilePlan) throws {
    self.plan = plan
    profilers = try plan.models.map { try TLBProfiler($0, plan.paging, walks: plan.walks) }
    shadow = try plan.shadow.map {
      try ShadowProfiler($0.policy, prefetchCount: $0.prefetchCount, pageSize: plan.paging.policy.sizes[0])
    }
    locality = try plan.locality.map { try LocalityProfiler($0) }
    comparer = try Self.comparer(plan)
    kept = .allocate(capacity: ReadAhead.batchSize)
    let count = profilers.count + (comparer == nil ? 0 : plan.compared.count + 1)
    sharesFilter = count > 1 && Self.mayFilter(plan)
  }

  deinit { kept.deallocate() }

  /// What each choice of page sizes would have bought, if that was asked for.
  public var comparison: PageSizeComparison? { comparer?.comparison }

  /// Sends everything that a source has through, reading ahead in a thread of its own.
  ///
  /// - Parameter shouldGoOn: asked after each batch, with the number of words done.
  /// - Returns: the wall time that it took.
  public func run(_ source: any AccessSource, while shouldGoOn: (UInt64) -> Bool = { _ in true }) throws -> Duration {
    let start = ContinuousClock.now
    var done: UInt64 = 0
    func take(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws -> Bool {
      try run(accesses, includesFetches: source.includesFetches)
      done += UInt64(accesses.count)
      return shouldGoOn(done)
    }
    if source.readsAhead { try Self.readDirectly(source, take) } else { try Self.readAhead(source, take) }
    return ContinuousClock.now - start
  }

  /// Calls a body with batches until it wants no more.
  private static func readAhead(
    _ source: any AccessSource, _ take: (UnsafeBufferPointer<MemoryAccess>) throws -> Bool
  ) throws {
    let reader = ReadAhead(source)
    defer { reader.finish() }
    var goesOn = true
    while goesOn { goesOn = try reader.withNextBatch(take) ?? false }
  }

  /// ``readAhead(_:_:)`` in this thread.
  private static func readDirectly(
    _ source: any AccessSource, _ take: (UnsafeBufferPointer<MemoryAccess>) throws -> Bool
  ) throws {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: ReadAhead.batchSize)
    defer { batch.deallocate() }
    while true {
      let count = try source.nextBatch(into: batch)
      guard count > 0, try take(UnsafeBufferPointer(rebasing: batch[..<count])) else { return }
    }
  }

  /// Sends accesses through, at most ``ReadAhead/batchSize``.
  public func run(_ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool) throws {
    let seen = filtered(accesses)
    for profiler in profilers { try profiler.run(seen, includesFetches: includesFetches) }
    try comparer?.run(seen, includesFetches: includesFetches)
    locality?.run(accesses)
    try shadow?.run(accesses)
  }

  /// What several profilers need to see of a batch: one look at what repeats serves them all.
  private func filtered(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> UnsafeBufferPointer<MemoryAccess> {
    guard sharesFilter, let place = kept.baseAddress else { return accesses }
    if batchesUnfiltered > 0 {
      batchesUnfiltered -= 1
      return accesses
    }
    let count = filter.compact(accesses, into: place)
    for profiler in profilers { profiler.count(repeatedHits: filter.dropped) }
    // What it knows of the pages before is kept only from batch to batch.
    let paid = count * 2 <= accesses.count
    if !paid { batchesUnfiltered = Self.batchesWithoutGain }
    filter.forget(pages: !paid)
    return UnsafeBufferPointer(start: place, count: count)
  }

  /// Where it leaves more than half, the filter costs more than it saves; it is tried again after so many batches.
  private static var batchesWithoutGain: Int { 31 }

  /// Whether what the filter drops changes nothing: see ``PageChangeFilter``.
  private static func mayFilter(_ plan: ProfilePlan) -> Bool {
    plan.models.allSatisfy { model in
      let description = model.description
      return description.level2 != .inclusive && description.level3 != .inclusive
        && description.arrays.allSatisfy { $0.policy != "permutation" }
    }
  }

  private static func comparer(_ plan: ProfilePlan) throws -> PageSizeComparer? {
    guard !plan.compared.isEmpty else { return nil }
    let description = plan.models[0].description
    let choices = try plan.compared.map { PageSizeComparer.Choice($0, try description.model(for: $0.sizes)) }
    return try PageSizeComparer(
      small: description.model(for: [.kib4]), choices, plan.paging, walks: plan.walks)
  }
}
