/// A count for each kind of access.
public struct KindCounts: Equatable, Sendable, BitwiseCopyable {
  /// Of loads.
  public var loads: UInt64 = 0
  /// Of stores.
  public var stores: UInt64 = 0
  /// Of instruction fetches.
  public var fetches: UInt64 = 0

  /// All zero.
  public init() {}

  /// Of all kinds together.
  public var total: UInt64 { loads &+ stores &+ fetches }

  /// Adds one.
  mutating func count(_ kind: AccessKind) {
    switch kind {
    case .load: loads &+= 1
    case .store: stores &+= 1
    case .fetch: fetches &+= 1
    }
  }

  /// What is left after taking other counts away.
  public static func - (left: KindCounts, right: KindCounts) -> KindCounts {
    var difference = KindCounts()
    difference.loads = left.loads &- right.loads
    difference.stores = left.stores &- right.stores
    difference.fetches = left.fetches &- right.fetches
    return difference
  }
}
