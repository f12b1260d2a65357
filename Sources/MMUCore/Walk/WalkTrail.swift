/// What one walk found on its way, kept until it is known how it ends.
///
/// What a walk that faults found goes nowhere: the access will be made again, and then all is as if it had never faulted.
struct WalkTrail: BitwiseCopyable {
  /// One entry of the path.
  struct Step: BitwiseCopyable {
    /// Where it lies.
    var place: UInt64
    /// What it held.
    var entry: UInt64
    /// What it leads to, as ``WalkCaches`` keeps it, of an entry that is no leaf.
    var word: UInt64
    /// Its level.
    var level: PageLevel
    /// Its place in the cache that had it; −1 if it was read from memory.
    var cached: Int
  }

  private var steps = InlineArray<5, Step>(
    repeating: Step(place: 0, entry: 0, word: 0, level: .leaf, cached: -1))
  private(set) var count = 0

  /// The most steps: the levels of the deepest tables.
  static var capacity: Int { 5 }

  init() {}

  @inline(__always)
  mutating func reset() { count = 0 }

  @inline(__always)
  mutating func add(_ step: Step) {
    guard count < Self.capacity else { return }
    steps[count] = step
    count &+= 1
  }

  /// Mutating, since a method that is not would copy all steps first.
  @inline(__always)
  mutating func step(_ position: Int) -> Step { steps[position] }
}
