import MMUCore

/// Sends one stream of accesses through the same TLBs under several choices of page sizes, side by side.
public final class PageSizeComparer {
  /// One choice, with the TLBs that hold its pages: the same processor's arrays for its sizes.
  public struct Choice {
    /// Which pages are mapped.
    public var policy: PageSizePolicy
    /// The TLBs, with a first level for each of the policy's sizes.
    public var model: TLBModel

    /// A choice.
    public init(_ policy: PageSizePolicy, _ model: TLBModel) {
      self.policy = policy
      self.model = model
    }
  }

  private let profilers: [TLBProfiler]

  /// Profilers that have seen nothing.
  ///
  /// - Parameters:
  ///   - small: the TLBs for 4 KiB pages, with which the others are compared.
  ///   - choices: the others.
  ///   - paging: what is mapped, and how fragmented memory is; its policy is not used.
  ///   - tableByteCount: the room for page tables, of each profiler.
  public init(
    small: TLBModel, _ choices: [Choice], _ paging: DemandPaging, walks: WalkModel = WalkModel(),
    tableByteCount: Int = TLBProfiler.tableByteCount
  ) throws(TLBProfilerError) {
    var profilers: [TLBProfiler] = []
    let all = [Choice(.uniform(.kib4), small)] + choices
    for choice in all {
      var paging = paging
      paging.policy = choice.policy
      profilers.append(
        try TLBProfiler(
          choice.model, paging, walks: walks, tableByteCount: tableByteCount))
    }
    self.profilers = profilers
  }

  /// Sends accesses through all of them, in order.
  public func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, includesFetches: Bool = true
  ) throws(TLBProfilerError) {
    for profiler in profilers { try profiler.run(accesses, includesFetches: includesFetches) }
  }

  /// What was counted so far.
  public var comparison: PageSizeComparison { PageSizeComparison(profilers) }
}
