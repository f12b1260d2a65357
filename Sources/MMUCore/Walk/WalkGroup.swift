/// Walks that go side by side: the state of a batch between one level and the next.
///
/// Marks in tables do not depend on the order of walks, since they only ever set the accessed bit, which no format reads
/// in an entry that leads to a table. Marks in leaves do: a store makes the page dirty for the walks that follow. So
/// walks stop where they find no table, and what they found there is read again and decided in order.
///
/// Lanes are used by halves: while the leaves of one are decided, those of the other are on their way.
struct WalkGroup<Format: PagingFormat> {
  /// The addresses of one half, and room for their outcomes.
  struct Part {
    let addresses: UnsafeBufferPointer<Address<Format.Input>>
    let outcomes: UnsafeMutableBufferPointer<WalkOutcome<Format.Output>>
    /// The first lane: 0 or ``WalkGroup/width``.
    let lane: Int
  }

  /// How many walks go side by side in a half: enough to cover a load from DRAM, few enough for their state to stay in
  /// the first cache level. A power of two, so that a mask proves lanes to be in bounds.
  static var width: Int { 32 }

  /// Where each walk reads next, or stopped.
  private var places = InlineArray<64, Address<Format.Output>>(repeating: Address(0))
  /// What it gathered on the way.
  private var inherited = InlineArray<64, UInt64>(repeating: 0)
  /// The level of its place; 0 where it ended before it began.
  private var levels = InlineArray<64, PageLevel>(repeating: PageLevel(0))

  @inline(__always)
  init() {}

  /// Takes every walk of a part to the entry that decides it, and asks the host's caches for that.
  @inline(__always)
  mutating func prepare(_ part: Part, _ walker: PageWalker<Format>) {
    begin(part, walker)
    descend(part, walker)
  }

  /// Takes every walk down to level 2; one that has nowhere to begin gets its outcome.
  ///
  /// Above level 2 an entry covers 1 GiB or so: there are few, and they are hot, so that waiting for one costs less than
  /// another turn of all lanes.
  @inline(__always)
  private mutating func begin(_ part: Part, _ walker: PageWalker<Format>) {
    var index = 0
    while index < part.addresses.count {
      let lane = (part.lane &+ index) & 63
      switch Format.begin(walker.root, part.addresses[index], walker.rules) {
      case .table(var position):
        while position.level > PageLevel(2), let next = Self.follow(position, part.addresses[index], walker) {
          position = next
        }
        move(lane, to: position, part.addresses[index], walker)
      case .ended(let fault):
        levels[lane] = PageLevel(0)
        part.outcomes[index] = .fault(fault)
      case .leaf: levels[lane] = PageLevel(0)  // no root register is a leaf
      }
      index &+= 1
    }
  }

  /// Takes every walk that has reached level 2 to level 1, and leaves the others where they are.
  @inline(__always)
  private mutating func descend(_ part: Part, _ walker: PageWalker<Format>) {
    var index = 0
    while index < part.addresses.count {
      let lane = (part.lane &+ index) & 63
      if levels[lane] == PageLevel(2) {
        let position = WalkPosition<Format.Output>(
          table: places[lane], level: PageLevel(2), inherited: inherited[lane])
        if let next = Self.follow(position, at: places[lane], walker) {
          move(lane, to: next, part.addresses[index], walker)
        }
      }
      index &+= 1
    }
  }

  /// Where the entry for an address in a table leads, if to another table; marks it then.
  @inline(__always)
  private static func follow(
    _ position: WalkPosition<Format.Output>, _ address: Address<Format.Input>, _ walker: PageWalker<Format>
  ) -> WalkPosition<Format.Output>? {
    follow(position, at: Format.entryAddress(in: position, for: address, walker.rules), walker)
  }

  @inline(__always)
  private static func follow(
    _ position: WalkPosition<Format.Output>, at place: Address<Format.Output>, _ walker: PageWalker<Format>
  ) -> WalkPosition<Format.Output>? {
    guard let entry = walker.memory.loadEntry(at: place, Format.entrySize),
      case .table(let next) = Format.follow(entry, in: position, walker.rules)
    else { return nil }
    walker.replace(entry, at: place, with: Format.markedTable(entry, walker.rules))
    return next
  }

  /// Notes where a walk reads next, and asks the host's caches for it.
  @inline(__always)
  private mutating func move(
    _ lane: Int, to position: WalkPosition<Format.Output>, _ address: Address<Format.Input>,
    _ walker: PageWalker<Format>
  ) {
    let place = Format.entryAddress(in: position, for: address, walker.rules)
    places[lane] = place
    inherited[lane] = position.inherited
    levels[lane] = position.level
    walker.memory.prefetch(place)
  }

  /// Decides every walk of a part by the entry where it stopped, one after the other.
  ///
  /// It changes nothing here; but a method that does not say `mutating` copies every array that it reads (measured: 19 ns
  /// a walk instead of 9).
  @inline(__always)
  mutating func finish(_ part: Part, _ access: GuestAccess, _ walker: PageWalker<Format>) {
    var index = 0
    while index < part.addresses.count {
      let lane = (part.lane &+ index) & 63
      if levels[lane] != PageLevel(0) {
        part.outcomes[index] = finish(lane, part.addresses[index], access, walker)
      }
      index &+= 1
    }
  }

  @inline(__always)
  private mutating func finish(
    _ lane: Int, _ address: Address<Format.Input>, _ access: GuestAccess, _ walker: PageWalker<Format>
  ) -> WalkOutcome<Format.Output> {
    let (place, level) = (places[lane], levels[lane])
    guard let entry = walker.memory.loadEntry(at: place, Format.entrySize) else {
      return .fault(PageFault(.tableOutsideMemory, at: level))
    }
    let position = WalkPosition<Format.Output>(table: place, level: level, inherited: inherited[lane])
    switch Format.follow(entry, in: position, walker.rules) {
    case .leaf(let leaf): return walker.finish(leaf, at: place, address, access)
    case .ended(let fault): return .fault(fault)
    case .table: return .fault(PageFault(.notPresent, at: level))  // a walk stops at no table
    }
  }
}
