/// What an ``LRUSimulation`` counted.
struct LRUCounts {
  var accesses = KindCounts()
  var level1Misses = KindCounts()
  var level2Misses = KindCounts()
  var dataEvictions: UInt64 = 0
  var fetchEvictions: UInt64 = 0
  var secondEvictions: UInt64 = 0
}
