/// The first way of value 3; all values grow by one until there is one. A new page has 2, one that was used again 0.
struct ReferenceSRRIP: ReferenceReplacement {
  private var values: [Int]

  init(ways: Int) { values = Array(repeating: 0, count: ways) }

  mutating func hit(_ way: Int) { values[way] = 0 }

  mutating func fill(_ way: Int) { values[way] = 2 }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    if let way = isEmpty.firstIndex(of: true) { return way }
    while true {
      if let way = values.firstIndex(of: 3) { return way }
      for way in values.indices { values[way] += 1 }
    }
  }
}
