import MMUCore
import Workload

/// Makes memory accesses in a guest under shadow paging, and counts its exits.
///
/// The guest has 4-level tables on a host with four levels. Its operating system maps a page when it is first touched: it reads
/// and writes its tables by loads and stores through a map of all of them, which trap as any guest's would.
public final class ShadowProfiler {
  /// How the shadow tables are kept in step.
  public let policy: ShadowPolicyName
  /// How many neighbours a page fault maps along.
  public let prefetchCount: Int
  private let system: any ShadowSystem

  /// A guest that has mapped nothing but its tables.
  public init(_ policy: ShadowPolicyName, prefetchCount: Int, pageSize: PageSize) throws(ShadowProfilerError) {
    self.policy = policy
    self.prefetchCount = prefetchCount
    let options = ShadowOptions(prefetchCount: prefetchCount)
    system =
      switch policy {
      case .writeProtect: try ShadowDemandPaging(WriteProtectSync.self, options, pageSize)
      case .unsync: try ShadowDemandPaging(UnsyncPolicy.self, options, pageSize)
      case .snapshot: try ShadowDemandPaging(SnapshotSync.self, options, pageSize)
      case .vtlb: try ShadowDemandPaging(VTLBPolicy.self, options, pageSize)
      }
  }

  /// Makes accesses, in order, as a program in user mode.
  public func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(ShadowProfilerError) {
    try system.run(accesses)
  }

  /// What was counted so far.
  public var counters: ShadowCounters { system.counters }
}

/// A guest with an operating system, whatever its policy.
protocol ShadowSystem: AnyObject {
  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(ShadowProfilerError)
  var counters: ShadowCounters { get }
}
