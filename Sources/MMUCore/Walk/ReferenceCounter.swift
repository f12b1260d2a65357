/// An observer that counts the entries read.
public struct ReferenceCounter: WalkObserver {
  /// How many.
  public private(set) var count: UInt64 = 0

  /// A counter at zero.
  public init() {}

  /// Counts one.
  @inline(__always)
  public mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {
    count &+= 1
  }
}
