/// What a shadow pager may do besides what it must.
public struct ShadowOptions: Equatable, Sendable {
  /// How many neighbours a page fault maps along: 0, 8 (KVM's) or 32 (Xen's), the faulting entry's aligned group.
  public var prefetchCount: Int
  /// Whether a trapped write of a leaf entry maps what it now says.
  public var prefillsOnWrite: Bool
  /// The largest page that the host maps.
  public var largestPage: PageSize
  /// How many trapped writes to a table above the leaves, with no use of it in between, mean that it is none any more.
  public var floodLimit: UInt16
  /// As ``floodLimit``, for leaf tables, which a policy without unsync may see written often.
  public var leafFloodLimit: UInt16

  /// KVM's choices, but no prefetching.
  public init(
    prefetchCount: Int = 0, prefillsOnWrite: Bool = false, largestPage: PageSize = .gib1, floodLimit: UInt16 = 3,
    leafFloodLimit: UInt16 = 2048
  ) {
    self.prefetchCount = prefetchCount
    self.prefillsOnWrite = prefillsOnWrite
    self.largestPage = largestPage
    self.floodLimit = floodLimit
    self.leafFloodLimit = leafFloodLimit
  }
}
