/// An observer that does nothing.
public struct Unobserved: WalkObserver {
  /// The observer.
  public init() {}

  /// Does nothing.
  @inline(__always)
  public mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {}
}
