import MMUCore

/// What the cases of one format came to.
public struct KVMCounts: Equatable, Sendable {
  /// How many accesses core, reference and KVM answered.
  public internal(set) var cases = 0
  /// How many went to memory.
  public internal(set) var translated = 0
  /// How many went to an address without memory.
  public internal(set) var devices = 0
  /// How many faulted, by reason.
  public internal(set) var faults: [PageFault.Reason: Int] = [:]
  /// How many found MOV to CR3 refused.
  public internal(set) var refusedRoots = 0
  /// How many set an accessed or dirty bit.
  public internal(set) var marking = 0
  /// How many of the faults left accessed bits clear in KVM: see ``KVMComparison/withheldAccessedBits``.
  public internal(set) var withheldAccessedBits = 0
  /// How many fetches set accessed bits on the way to the next page: see ``KVMComparison/prefetchedNextPage``.
  public internal(set) var prefetches = 0
  /// How many addresses `KVM_TRANSLATE` was asked for.
  public internal(set) var translations = 0

  /// Faults of all reasons together.
  public var faultCount: Int { faults.values.reduce(0, +) + refusedRoots }

  /// Counts one access.
  mutating func count(_ comparison: KVMComparison, _ examiner: KVMExaminer) {
    cases += 1
    switch examiner.latest {
    case nil: refusedRoots += 1
    case .fault(let fault): faults[fault.reason, default: 0] += 1
    case .mapped: if examiner.reachesMemory { translated += 1 } else { devices += 1 }
    }
    if examiner.hasMarked { marking += 1 }
    if comparison.withheldAccessedBits { withheldAccessedBits += 1 }
    if comparison.prefetchedNextPage { prefetches += 1 }
    if comparison.asked.isTranslation { translations += 1 }
  }
}
