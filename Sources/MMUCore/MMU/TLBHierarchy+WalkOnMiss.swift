// The simulation over real walks, specialised here: another module could only call it generic, at several times the cost.

extension TLBHierarchy {
  /// Sends accesses through the TLBs, walking on a miss, to pages of one size.
  public mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: UniformPages, walkingOnMiss handler: inout WalkOnMiss
  ) -> Int {
    run(accesses, pages: pages, onMiss: &handler)
  }

  /// Sends loads and stores through the TLBs, walking on a miss, to pages of one size.
  public mutating func runData(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: UniformPages, walkingOnMiss handler: inout WalkOnMiss
  ) -> Int {
    guard pages.size == pageSize else { return run(accesses, pages: pages, onMiss: &handler) }
    return runData(accesses, onMiss: &handler)
  }

  /// Sends accesses through the TLBs, walking on a miss, to pages of the sizes that a map says.
  public mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: PageSizeMap, walkingOnMiss handler: inout WalkOnMiss
  ) -> Int {
    run(accesses, pages: pages, onMiss: &handler)
  }
}
