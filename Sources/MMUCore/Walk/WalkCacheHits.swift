/// How often a walk found what it looked for in its caches.
public struct WalkCacheHits: Equatable, Sendable, BitwiseCopyable {
  /// Of PML4 entries: walks that began below the PML4, or by physical address, PML4 entries not read.
  public var pml4: UInt64 = 0
  /// Of PDPT entries.
  public var pdpt: UInt64 = 0
  /// Of page-directory entries.
  public var pde: UInt64 = 0
  /// Of the nested TLB.
  public var nested: UInt64 = 0
  /// How often the nested TLB was asked.
  public var nestedLookups: UInt64 = 0

  /// All zero.
  public init() {}

  /// Counts a hit on an entry of a level.
  @inline(__always)
  mutating func count(_ level: PageLevel) {
    switch level.rawValue {
    case 2: pde &+= 1
    case 3: pdpt &+= 1
    default: pml4 &+= 1
    }
  }
}
