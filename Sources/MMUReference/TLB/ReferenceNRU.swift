/// The first way that was not used since all were forgotten, which happens when a victim is sought and all were used.
struct ReferenceNRU: ReferenceReplacement {
  private var isUsed: [Bool]

  init(ways: Int) { isUsed = Array(repeating: false, count: ways) }

  mutating func hit(_ way: Int) { isUsed[way] = true }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    if let way = isEmpty.firstIndex(of: true) { return way }
    if !isUsed.contains(false) { isUsed = isUsed.map { _ in false } }
    return isUsed.firstIndex(of: false) ?? 0
  }
}
