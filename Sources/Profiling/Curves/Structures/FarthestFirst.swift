/// A heap of positions in a trace with the farthest on top.
struct FarthestFirst {
  private var positions: [UInt32] = []

  /// How many positions there are, passed ones among them.
  var count: Int { positions.count }

  /// Adds a position.
  mutating func insert(_ position: UInt32) {
    positions.append(position)
    var child = positions.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard positions[parent] < position else { break }
      positions[child] = positions[parent]
      child = parent
    }
    positions[child] = position
  }

  /// Takes the farthest position out of a heap that is not empty.
  mutating func removeFarthest() -> UInt32 {
    let farthest = positions[0]
    let last = positions.removeLast()
    if !positions.isEmpty { sift(last, from: 0) }
    return farthest
  }

  /// Drops what lies at or before a position.
  mutating func dropPassed(through position: UInt32) {
    positions.removeAll { $0 <= position }
    for place in stride(from: positions.count / 2 - 1, through: 0, by: -1) { sift(positions[place], from: place) }
  }

  /// Puts a position where another was taken out.
  private mutating func sift(_ position: UInt32, from place: Int) {
    var place = place
    while true {
      var child = 2 * place + 1
      guard child < positions.count else { break }
      if child + 1 < positions.count && positions[child + 1] > positions[child] { child += 1 }
      guard positions[child] > position else { break }
      positions[place] = positions[child]
      place = child
    }
    positions[place] = position
  }
}
