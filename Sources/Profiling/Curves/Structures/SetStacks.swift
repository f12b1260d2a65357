import MMUCore
import Workload

/// LRU stacks of sets, down to a depth: the misses of every number of ways at once.
///
/// Inclusion holds in every set by itself: Hill and Smith, "Evaluating Associativity in CPU Caches", 1989, all-associativity
/// simulation.
struct SetStacks {
  /// How many pages of a set are kept in order: the most ways that are told apart.
  let depth: Int
  /// The number of ways of the TLB itself: uses below are its misses.
  let ways: Int
  /// Uses that found their page at a depth, 1 for the top; those that found none at 0.
  let uses: UnsafeMutablePointer<UInt64>
  /// The misses of each set.
  let misses: UnsafeMutablePointer<UInt64>

  /// Numbers of pages, plus one, the latest of a set first; 0 where there is none.
  private let rows: UnsafeMutablePointer<UInt32>
  private let setMask: UInt64
  private let foldShift: UInt64
  private let foldMask: UInt64
  private let memory: MappedBuffer

  /// Empty sets; `nil` when the system refuses memory.
  ///
  /// - Parameter depth: at least the ways. One set keeps no stack: its depths are a ``StackDistanceCurve``'s.
  init?(_ geometry: TLBGeometry, depth: Int) {
    let rowCount = geometry.sets == 1 ? 0 : geometry.sets * depth
    guard let memory = MappedBuffer(byteCount: 8 * (depth + 1) + 8 * geometry.sets + 4 * rowCount) else { return nil }
    self.memory = memory
    self.depth = depth
    ways = geometry.ways
    setMask = UInt64(geometry.sets - 1)
    foldShift = UInt64(geometry.sets.trailingZeroBitCount)
    foldMask = geometry.foldsIndex ? PageKey.pageMask : 0
    uses = memory.bound(to: UInt64.self).baseAddress.unsafelyUnwrapped
    misses = uses + (depth + 1)
    rows = UnsafeMutableRawPointer(misses + geometry.sets).bindMemory(to: UInt32.self, capacity: rowCount)
  }

  /// The bytes in use.
  var byteCount: Int { memory.bytes.count }

  /// The number of sets.
  var sets: Int { Int(setMask) + 1 }

  /// Whether there is one set only, whose stack is kept elsewhere.
  @inline(__always)
  var isOneSet: Bool { setMask == 0 }

  /// The set of a page.
  @inline(__always)
  func set(of key: UInt64) -> Int {
    let page = key & PageKey.pageMask
    return Int(truncatingIfNeeded: (page ^ ((page &>> foldShift) & foldMask)) & setMask)
  }

  /// Notes a use of a page in its set; `true` if the TLB misses it.
  @inline(__always)
  func use(_ page: UInt32, in set: Int) -> Bool {
    let row = rows + set &* depth
    let number = page &+ 1
    var moving = number
    var place = 0
    while place < depth {
      let here = row[place]
      row[place] = moving
      place &+= 1
      if here == number { return count(place, set) }
      moving = here
    }
    return count(0, set)
  }

  /// Notes a use that a single set's stack holds at a depth, 0 for nowhere.
  @inline(__always)
  func use(at found: UInt32) -> Bool { count(Int(found) <= depth ? Int(found) : 0, 0) }

  @inline(__always)
  private func count(_ found: Int, _ set: Int) -> Bool {
    uses[found] &+= 1
    guard found == 0 || found > ways else { return false }
    misses[set] &+= 1
    return true
  }
}
