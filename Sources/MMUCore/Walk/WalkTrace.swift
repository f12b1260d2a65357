/// What one walk read of the tables in one space: its entries from the root down, with their addresses.
///
/// A shadow pager needs it to write-protect the tables on a path and to see whether an entry has changed since; a
/// profiler, to count references. Of a nested walk, a trace of guest physical space keeps the guest's own entries.
public struct WalkTrace<Space: AddressSpace>: WalkObserver {
  /// One entry that the walk read.
  public struct Step: Equatable, Sendable, BitwiseCopyable {
    /// Where the entry lies.
    public var address: Address<Space>
    /// What it held, before the walk set any bit in it.
    public var entry: UInt64
    /// Its level.
    public var level: PageLevel
  }

  /// The most entries that a walk of one stage can read: one a level of the deepest hierarchy (x86's and RISC-V's 5).
  public static var capacity: Int { 5 }

  private var steps = InlineArray<5, Step>(repeating: Step(address: Address(0), entry: 0, level: .leaf))

  /// How many entries the walk read.
  public private(set) var count = 0

  /// An empty trace.
  public init() {}

  /// The entry read at a position, 0 for the root's.
  public subscript(position: Int) -> Step {
    precondition(position < count, "the walk read fewer entries")
    return steps[position]
  }

  /// The same, by a method that may change the trace, and so makes no copy of all entries first.
  @inline(__always)
  mutating func step(_ position: Int) -> Step {
    precondition(position < count, "the walk read fewer entries")
    return steps[position]
  }

  /// Forgets everything, for the next walk.
  @inline(__always)
  public mutating func reset() { count = 0 }

  /// Adds a step of the trace's own space; one past the capacity, which no format reaches, is left out.
  @inline(__always)
  public mutating func observe<Other: AddressSpace>(_ entry: UInt64, at address: Address<Other>, level: PageLevel) {
    guard Other.kind == Space.kind, count < Self.capacity else { return }
    steps[count] = Step(address: Address(address.rawValue), entry: entry, level: level)
    count &+= 1
  }
}

/// What a walk read of a guest's own tables.
public typealias GuestWalkTrace = WalkTrace<GuestPhysical>
