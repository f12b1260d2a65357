/// An observer that counts the entries read and tells another of each.
struct CountedWalk<Observer: WalkObserver>: WalkObserver {
  /// How many.
  private(set) var count: UInt64 = 0
  /// The other.
  var observer: Observer

  init(_ observer: Observer) { self.observer = observer }

  @inline(__always)
  mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {
    count &+= 1
    observer.observe(entry, at: address, level: level)
  }
}
