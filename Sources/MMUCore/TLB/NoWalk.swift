/// A miss handler that finds every page at no cost, for measuring TLBs alone.
public struct NoWalk: TLBMissHandler {
  /// The handler.
  public init() {}

  /// Always succeeds.
  @inline(__always)
  public mutating func handleMiss(_ access: MemoryAccess) -> Bool { true }

  /// Does nothing.
  @inline(__always)
  public func expect(_ access: MemoryAccess) {}
}
