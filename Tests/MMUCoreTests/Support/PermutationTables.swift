import MMUCore

/// Policies as permutation vectors, each row a list of where positions go; the last row is for misses.
enum PermutationTables {
  static func lru(_ ways: Int) -> [[Int]] {
    (0..<ways).map { hit in (0..<ways).map { $0 < hit ? $0 + 1 : $0 == hit ? 0 : $0 } } + [miss(ways)]
  }

  static func fifo(_ ways: Int) -> [[Int]] { (0..<ways).map { _ in Array(0..<ways) } + [miss(ways)] }

  /// Worked out from the tree. A position is a path of turns relative to the arrows, the last position the one that follows them all: the
  /// turn at the root is its lowest bit, so that the next victims alternate between halves. A use flips every turn of its path, and so the
  /// turns of the others as far as they share it.
  static func treePLRU(_ ways: Int) -> [[Int]] {
    let bits = ways.trailingZeroBitCount
    func use(_ position: Int) -> [Int] {
      (0..<ways).map { other in
        var moved = other
        for bit in 0..<bits {
          // A set bit is a turn away from the arrow: where the arrow is flipped, the bit is.
          let turnsAway = position >> bit & 1 == 1
          if !turnsAway { moved ^= 1 << bit }
          if other >> bit & 1 != position >> bit & 1 { break }
        }
        return moved
      }
    }
    return (0..<ways).map { use(ways - 1 - $0) }.map { row in (0..<ways).map { ways - 1 - row[ways - 1 - $0] } }
      + [miss(ways)]
  }

  private static func miss(_ ways: Int) -> [Int] { (0..<ways).map { ($0 + 1) % ways } }
}

/// A table in memory, for as long as it lives.
final class OwnedPermutations {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  let vectors: PermutationVectors

  init(_ rows: [[Int]]) {
    let entries = rows.flatMap { $0 }.map { UInt8($0) }
    bytes = .allocate(capacity: entries.count)
    _ = bytes.initialize(from: entries)
    vectors = PermutationVectors(ways: rows[0].count, UnsafeBufferPointer(bytes))
  }

  deinit { bytes.deallocate() }
}
