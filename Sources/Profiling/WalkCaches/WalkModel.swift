import MMUCore

/// How a profile walks when no TLB has a page.
public struct WalkModel: Equatable, Sendable {
  /// The caches beside the walker; `nil` for a walker that reads every entry, and counts nothing about caches and lines.
  public var caches: WalkCacheGeometry?
  /// The size of the second stage's pages, for a guest with two-dimensional paging; `nil` for a machine without
  /// virtualization.
  public var hostPageSize: PageSize?

  /// A way of walking.
  public init(caches: WalkCacheGeometry? = nil, hostPageSize: PageSize? = nil) {
    self.caches = caches
    self.hostPageSize = hostPageSize
  }
}
