/// An order of ways that vectors permute. The way to fill is the last empty one of the order, or the last of all; an emptied one
/// goes to the end. What fills another position than the last counts as a use of that position.
struct ReferencePermutation: ReferenceReplacement {
  private let vectors: [[Int]]
  private var order: [Int]

  init(ways: Int, vectors: [[Int]]) {
    self.vectors = vectors
    order = Array(0..<ways)
  }

  mutating func hit(_ way: Int) {
    guard let position = order.firstIndex(of: way) else { return }
    permute(by: vectors[position])
  }

  mutating func fill(_ way: Int) {
    if order.last == way { permute(by: vectors[order.count]) } else { hit(way) }
  }

  mutating func clear(_ way: Int) { order = order.filter { $0 != way } + [way] }

  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int {
    order.last { isEmpty[$0] } ?? order[order.count - 1]
  }

  private mutating func permute(by vector: [Int]) {
    let before = order
    for (position, way) in before.enumerated() { order[vector[position]] = way }
  }
}
