/// LRU and FIFO: a clock, and for each way the time of its last use or of its arrival.
struct ReferenceAges: ReferenceReplacement {
  let countsUses: Bool
  private var times: [Int]
  private var clock = 0

  init(ways: Int, countsUses: Bool) {
    self.countsUses = countsUses
    times = Array(repeating: 0, count: ways)
  }

  mutating func hit(_ way: Int) { if countsUses { fill(way) } }

  mutating func fill(_ way: Int) {
    clock += 1
    times[way] = clock
  }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    isEmpty.firstIndex(of: true) ?? times.indices.min { times[$0] < times[$1] } ?? 0
  }
}
