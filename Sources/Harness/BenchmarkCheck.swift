import MMUCore
import MMUReference
import Workload

/// Compares what a benchmark is about to time with the reference, on copies.
public enum BenchmarkCheck {
  /// Compares ``PageWalker`` with ``ReferenceX86Long`` on a list of addresses, each on its own copy of the memory.
  ///
  /// - Returns: `nil` if they agree on every address and on every accessed and dirty bit; else the first disagreement.
  public static func walker(
    memory: GuestMemory, root: GPA, configuration: X86Configuration, addresses: [GVA], access: GuestAccess
  ) -> String? {
    guard let twin = TwinMemory(copying: memory) else { return "no host memory for a copy" }
    var comparison = WalkComparison(twin: twin, root: root, configuration: configuration)
    for gva in addresses {
      if let disagreement = comparison.compare(gva, access) { return disagreement }
    }
    return twin.difference
  }

  /// Compares the counts of a ``TLBHierarchy`` with those of ``ReferenceHierarchy`` after the same accesses.
  ///
  /// - Parameter seed: the one that the hierarchy's TLBs were made with.
  /// - Returns: `nil` if they agree; else both.
  public static func hierarchy(
    counters: TLBCounters, instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize,
    accesses: UnsafeBufferPointer<MemoryAccess>, seed: UInt64 = 1
  ) -> String? {
    var reference = ReferenceHierarchy(
      instruction: instruction, data: data, second: second, pageSize: pageSize, seed: seed)
    for access in accesses { reference.access(access) }
    if counters == reference.counters { return nil }
    return "TLB counts: core \(counters), reference \(reference.counters)"
  }
}
