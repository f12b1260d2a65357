/// Any way.
struct ReferenceRandomReplacement: ReferenceReplacement {
  let ways: Int

  mutating func hit(_ way: Int) {}

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    isEmpty.firstIndex(of: true) ?? random.way(of: ways)
  }
}
