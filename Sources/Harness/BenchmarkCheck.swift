import MMUCore
import MMUReference
import Workload

/// Compares what a benchmark is about to time with the reference, on copies.
public enum BenchmarkCheck {
  /// Compares ``PageWalker`` over 4-level x86 tables with its reference on a list of addresses, each on its own copy of
  /// the memory.
  ///
  /// - Returns: `nil` if they agree on every address and on every accessed and dirty bit; else the first disagreement.
  public static func walker(
    memory: GuestMemory, root: GPA, configuration: X86Configuration, addresses: [GVA], access: GuestAccess
  ) -> String? {
    walker(PageWalker<X86Long4>(memory: memory, root: root, rules: configuration.rules), addresses, access) {
      ReferenceX86Long(memory: $0, root: root, configuration: configuration)
    }
  }

  /// Compares a walker with a reference, which is made over its own copy of the memory.
  public static func walker<Format: PagingFormat, Reference: ReferencePaging>(
    _ walker: PageWalker<Format>, _ addresses: [Address<Format.Input>], _ access: GuestAccess,
    reference: (ReferenceMemory<Format.Output>) -> Reference
  ) -> String? where Reference.Input == Format.Input, Reference.Output == Format.Output {
    guard let twin = TwinMemory(copying: walker.memory) else { return "no host memory for a copy" }
    let core = PageWalker<Format>(memory: twin.core, root: walker.root, rules: walker.rules)
    var comparison = FormatComparison(twin: twin, core: core, reference: reference(twin.reference)) { _, _, _, _ in nil
    }
    for address in addresses {
      if let disagreement = comparison.compare(address, access) { return disagreement }
    }
    return twin.difference
  }

  /// Compares the counts of a ``TLBHierarchy`` of two levels with those of ``ReferenceHierarchy`` after the same accesses.
  ///
  /// - Parameter seed: the one that the hierarchy's TLBs were made with.
  /// - Returns: `nil` if they agree; else both.
  public static func hierarchy(
    counters: TLBCounters, instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize,
    accesses: UnsafeBufferPointer<MemoryAccess>, seed: UInt64 = 1
  ) -> String? {
    let shape = TLBHierarchyShape(instruction: instruction, data: data, second: second, pageSize: pageSize)
    return hierarchy(counters: counters, shape, pageSize: pageSize, accesses: accesses, seed: seed)
  }

  /// Compares the counts of a ``TLBHierarchy`` with those of ``ReferenceHierarchy`` after the same accesses to pages of one size.
  ///
  /// - Parameter seed: the one that the hierarchy was made with.
  /// - Returns: `nil` if they agree; else both.
  public static func hierarchy(
    counters: TLBCounters, _ shape: TLBHierarchyShape, pageSize: PageSize,
    accesses: UnsafeBufferPointer<MemoryAccess>, seed: UInt64 = 1
  ) -> String? {
    var reference = ReferenceHierarchy(shape, seed: seed) { _ in pageSize }
    for access in accesses { reference.access(access) }
    if counters == reference.counters { return nil }
    return "TLB counts: core \(counters), reference \(reference.counters)"
  }
}
