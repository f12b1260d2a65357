// The simulation over walks with caches, specialised here: another module could only call it generic, at several times the
// cost.

extension TLBHierarchy {
  /// Sends accesses through the TLBs, walking on a miss: ``run(_:onMiss:)`` for ``CachedWalkOnMiss``.
  public mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, walkingOnMiss handler: inout CachedWalkOnMiss
  ) -> Int {
    run(accesses, onMiss: &handler)
  }

  /// Sends loads and stores through the TLBs, walking on a miss: ``runData(_:onMiss:)`` for ``CachedWalkOnMiss``.
  public mutating func runData(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, walkingOnMiss handler: inout CachedWalkOnMiss
  ) -> Int {
    runData(accesses, onMiss: &handler)
  }
}
