import MMUCore

/// Who makes room in one set, by way numbers.
protocol ReferenceReplacement {
  /// A way was used.
  mutating func hit(_ way: Int)

  /// A way was filled.
  mutating func fill(_ way: Int)

  /// A way was emptied.
  mutating func clear(_ way: Int)

  /// The way to fill; `isEmpty` says which ways are empty.
  mutating func wayToFill(_ isEmpty: [Bool], _ random: inout ReferenceRandom) -> Int
}

extension ReferenceReplacement {
  mutating func fill(_ way: Int) { hit(way) }
  mutating func clear(_ way: Int) {}
}

extension ReplacementPolicy {
  /// The policy for a set of so many ways.
  ///
  /// - Parameter vectors: of the permutation policy: where each use sends each position, then where a miss does.
  func reference(ways: Int, vectors: [[Int]]) -> any ReferenceReplacement {
    switch self {
    case .lru: ReferenceAges(ways: ways, countsUses: true)
    case .fifo: ReferenceAges(ways: ways, countsUses: false)
    case .random: ReferenceRandomReplacement(ways: ways)
    case .treePLRU: ReferenceTreePLRU(ways: ways)
    case .bitPLRU: ReferenceBitPLRU(ways: ways)
    case .nru: ReferenceNRU(ways: ways)
    case .groupedPLRU: ReferenceGroupedPLRU()
    case .srrip: ReferenceSRRIP(ways: ways)
    case .permutation: ReferencePermutation(ways: ways, vectors: vectors)
    }
  }
}
