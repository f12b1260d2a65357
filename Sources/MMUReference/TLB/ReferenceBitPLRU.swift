/// The first way whose bit is not set. A use sets its way's bit, and clears all others if that was the last one missing.
struct ReferenceBitPLRU: ReferenceReplacement {
  private var isUsed: [Bool]

  init(ways: Int) { isUsed = Array(repeating: false, count: ways) }

  mutating func hit(_ way: Int) {
    isUsed[way] = true
    if isUsed.allSatisfy({ $0 }) {
      for other in isUsed.indices { isUsed[other] = other == way }
    }
  }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    isEmpty.firstIndex(of: true) ?? isUsed.firstIndex(of: false) ?? 0
  }
}
