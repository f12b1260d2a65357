/// What one TLB of a hierarchy counted.
public struct TLBArrayCounters: Equatable, Sendable, BitwiseCopyable {
  /// Translations that it was asked for.
  public var lookups: UInt64 = 0
  /// Those that it had.
  public var hits: UInt64 = 0
  /// Translations that had to make room for others.
  public var evictions: UInt64 = 0

  /// All zero.
  public init() {}

  /// Given counts.
  public init(lookups: UInt64, hits: UInt64, evictions: UInt64) {
    self.lookups = lookups
    self.hits = hits
    self.evictions = evictions
  }

  /// Adds other counts.
  @inline(__always)
  mutating func add(lookups: UInt64, hits: UInt64, evictions: UInt64) {
    self.lookups &+= lookups
    self.hits &+= hits
    self.evictions &+= evictions
  }
}
