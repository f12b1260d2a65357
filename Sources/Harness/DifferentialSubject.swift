/// What a differential run compares with the reference.
public enum DifferentialSubject: String, CaseIterable, Sendable {
  /// ``PageWalker`` alone.
  case walk
  /// ``NativeMMU``: TLB, walker and memory slots.
  case mmu
  /// ``SetAssociativeTLB`` with payloads.
  case tlb
  /// ``TLBHierarchy``.
  case hierarchy
}
