/// The switch levels that were set by hand: ranges of addresses, of which the last that holds an address counts.
struct AgileRegions: BitwiseCopyable {
  private struct Region: BitwiseCopyable {
    var start: UInt64 = 0
    var end: UInt64 = 0
    var level: UInt8 = 0
  }

  private var regions = InlineArray<8, Region>(repeating: Region())
  private var count = 0
  /// The highest level of any.
  private(set) var highest: UInt8 = 0

  /// Whether nothing was set.
  var isEmpty: Bool { count == 0 }

  /// Sets the level of a range; answers whether there was room.
  mutating func set(_ level: UInt8, for range: Range<GVA>) -> Bool {
    let new = Region(start: range.lowerBound.rawValue, end: range.upperBound.rawValue, level: level)
    var index = 0
    while index < count && !(regions[index].start == new.start && regions[index].end == new.end) { index &+= 1 }
    guard index < regions.count else { return false }
    regions[index] = new
    count = max(count, index &+ 1)
    highest = 0
    for index in 0..<count { highest = max(highest, regions[index].level) }
    return true
  }

  /// The level at an address, or `nil` where policy decides.
  func level(at gva: GVA) -> UInt8? {
    var index = count
    while index > 0 {
      index &-= 1
      if gva.rawValue >= regions[index].start && gva.rawValue < regions[index].end { return regions[index].level }
    }
    return nil
  }
}
