/// The policy of agile paging and the hardware that helps it.
public struct AgileOptions: Equatable, Sendable, BitwiseCopyable {
  /// The store to a table within an interval with which it goes nested; 0: none does.
  public var storesToNest: UInt8 = 2
  /// The way back.
  public var wayBack = AgileWayBack.dirtyBits
  /// How many TLB misses and emulated stores an interval lasts; 0: it ends when the caller says so. It stands for the paper's
  /// second (docs/decisions/0026).
  public var interval: UInt64 = 1 << 16
  /// The page of data, mapped by a hidden fault, with which all of its table that the guest accessed is mapped; 0: none. What comes back
  /// from having been nested is mapped so at the first.
  public var faultsToFill: UInt8 = 8
  /// A new root is walked in two dimensions until it has lived through an interval, so that a short-lived process needs no shadow
  /// tables at all.
  public var startsNested = false
  /// Hardware sets accessed and dirty bits in the guest's tables along with the shadow's, so that the first store to a page does not
  /// exit.
  public var marksAllTables = false

  /// The paper's policy, without help from hardware.
  public init() {}

  /// The paper's policy and what hardware it proposes, but for the cache of roots, which is storage.
  public static var helped: AgileOptions {
    var options = AgileOptions()
    options.marksAllTables = true
    return options
  }

  /// Shadow paging that protects every table from stores, and maps a page a fault.
  public static var shadowOnly: AgileOptions {
    var options = AgileOptions()
    options.storesToNest = 0
    options.wayBack = .never
    options.faultsToFill = 0
    return options
  }
}
