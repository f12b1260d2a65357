/// Something that walks when no TLB has a page.
public protocol TLBMissHandler {
  /// Translates the access.
  ///
  /// - Returns: whether it could; if not, the simulation stops at this access and fills nothing.
  mutating func handleMiss(_ access: MemoryAccess) -> Bool

  /// Walks ahead of a use, for a prefetcher: nobody waits, and nothing stops if it cannot.
  ///
  /// - Returns: whether the page is mapped.
  mutating func handlePrefetch(_ access: MemoryAccess) -> Bool

  /// Is told of an event before the TLBs do what it says.
  ///
  /// - Returns: whether they may; if not, the simulation stops at the event.
  mutating func handleEvent(_ event: MemoryAccess.Event) -> Bool

  /// Is told of an access that will come a little later and may miss, so that what its walk will read can be on its way.
  func expect(_ access: MemoryAccess)
}

extension TLBMissHandler {
  /// Lets them.
  @inline(__always)
  public mutating func handleEvent(_ event: MemoryAccess.Event) -> Bool { true }

  /// Walks as for an access.
  @inline(__always)
  public mutating func handlePrefetch(_ access: MemoryAccess) -> Bool { handleMiss(access) }
}
