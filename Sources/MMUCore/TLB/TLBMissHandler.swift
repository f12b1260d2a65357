/// Something that walks when no TLB has a page.
public protocol TLBMissHandler {
  /// Translates the access.
  ///
  /// - Returns: whether it could; if not, the simulation stops at this access and fills nothing.
  mutating func handleMiss(_ access: MemoryAccess) -> Bool
}
