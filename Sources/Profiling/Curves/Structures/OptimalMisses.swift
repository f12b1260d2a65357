import MMUCore
import Workload

/// Belady's OPT over a list of page changes: room is made by dropping what is used again last.
///
/// Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
enum OptimalMisses {
  /// No further use.
  private static let never = UInt32.max

  /// For each touch, the position of the next one of its page.
  static func nextUses(_ pages: UnsafePointer<UInt32>, count: Int, pageCount: Int) -> [UInt32] {
    var latest = [UInt32](repeating: never, count: pageCount)
    return [UInt32](unsafeUninitializedCapacity: count) { next, initialized in
      for position in stride(from: count - 1, through: 0, by: -1) {
        let page = Int(pages[position])
        next[position] = latest[page]
        latest[page] = UInt32(position)
      }
      initialized = count
    }
  }

  /// The misses of one set of some entries.
  ///
  /// What is held is known by its next use alone: the touch at a position hits if and only if something held waits for
  /// it. In the heap lie next uses, the farthest on top; those that have passed are stale, and all at the bottom.
  static func misses(_ nextUses: [UInt32], entries: Int) -> UInt64 {
    var isAwaited = [UInt64](repeating: 0, count: nextUses.count / 64 + 1)
    var heap = FarthestFirst()
    var (held, dead, misses) = (0, 0, 0 as UInt64)
    nextUses.withUnsafeBufferPointer { nextUses in
      for position in nextUses.indices {
        if isAwaited[position >> 6] >> UInt64(position & 63) & 1 == 0 {
          misses += 1
          if held < entries {
            held += 1
          } else if dead > 0 {
            dead -= 1  // never used again: as good as an empty entry
          } else {
            let victim = Int(heap.removeFarthest())
            isAwaited[victim >> 6] &= ~(1 << UInt64(victim & 63))
          }
        }
        let next = nextUses[position]
        if next == never {
          dead += 1
        } else {
          isAwaited[Int(next) >> 6] |= 1 << UInt64(next & 63)
          heap.insert(next)
          if heap.count > 2 * entries + 64 { heap.dropPassed(through: UInt32(position)) }
        }
      }
    }
    return misses
  }

  /// The misses of sets of some ways.
  ///
  /// - Parameter set: for each touch's page, its set.
  static func misses(
    _ pages: UnsafePointer<UInt32>, _ nextUses: [UInt32], sets: Int, ways: Int, set: (UInt32) -> Int
  ) -> UInt64 {
    var rows = [UInt32](repeating: 0, count: sets * ways)  // next uses; 0, the first touch, is nobody's next use
    var misses: UInt64 = 0
    rows.withUnsafeMutableBufferPointer { rows in
      for position in nextUses.indices {
        let first = set(pages[position]) * ways
        let row = UnsafeMutableBufferPointer(rebasing: rows[first..<first + ways])
        let place = place(of: UInt32(position), in: row)
        if position == 0 || row[place] != position { misses += 1 }
        row[place] = nextUses[position]
      }
    }
    return misses
  }

  /// Where a touch finds its page, or else where there is room: an empty way, or that of the farthest next use.
  private static func place(of position: UInt32, in row: UnsafeMutableBufferPointer<UInt32>) -> Int {
    var farthest = 0
    for way in row.indices {
      if row[way] == 0 || row[way] == position { return way }
      if row[way] > row[farthest] { farthest = way }
    }
    return farthest
  }
}
