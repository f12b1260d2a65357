/// A count for each kind of access.
public struct KindCounts: Equatable, Sendable, BitwiseCopyable {
  /// Of all kinds together.
  public private(set) var total: UInt64 = 0
  /// Of stores.
  public private(set) var stores: UInt64 = 0
  /// Of instruction fetches.
  public private(set) var fetches: UInt64 = 0

  /// All zero.
  public init() {}

  /// Given counts.
  public init(loads: UInt64, stores: UInt64, fetches: UInt64) {
    total = loads &+ stores &+ fetches
    self.stores = stores
    self.fetches = fetches
  }

  /// Of loads.
  public var loads: UInt64 { total &- stores &- fetches }

  /// Adds one, without a branch on its kind.
  @inline(__always)
  mutating func count(_ access: MemoryAccess) {
    total &+= 1
    stores &+= access.rawValue & 1
    fetches &+= (access.rawValue &>> 1) & 1
  }

  /// The sum, kind by kind.
  public static func + (left: KindCounts, right: KindCounts) -> KindCounts {
    KindCounts(
      loads: left.loads &+ right.loads, stores: left.stores &+ right.stores, fetches: left.fetches &+ right.fetches)
  }

  /// What is left after taking other counts away, kind by kind.
  public static func - (left: KindCounts, right: KindCounts) -> KindCounts {
    KindCounts(
      loads: left.loads &- right.loads, stores: left.stores &- right.stores, fetches: left.fetches &- right.fetches)
  }
}
