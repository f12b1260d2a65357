import MMUCore
import Workload

/// Shapes of hierarchies for comparisons, small enough that everything happens soon.
enum TLBShapeGenerator {
  static let policies: [ReplacementPolicy] = [
    .lru, .treePLRU, .fifo, .random, .bitPLRU, .nru, .groupedPLRU, .srrip, .permutation,
  ]
  static let kinds: [TLBInclusion] = [.neither, .inclusive, .exclusive]
  static let inclusions = kinds.flatMap { second in kinds.map { [second, $0] } }
  private static let sizes: [PageSize] = [.kib4, PageSize(shift: 16), .mib2, .gib1]

  /// The permutation tables that generated shapes name: `permutationTable` n is for n ways. Half of them are random, so that even the
  /// front does not stay.
  static func vectors(seed: UInt64) -> [[[Int]]] {
    var random = SplitMix64(seed: seed)
    return (0...12).map { ways in
      guard ways > 0 else { return [[0], [0]] }
      if seed % 2 == 0 { return PermutationTables.lru(ways) }
      return (0...ways).map { _ in shuffled(ways, &random) }
    }
  }

  private static func shuffled(_ count: Int, _ random: inout SplitMix64) -> [Int] {
    var numbers = Array(0..<count)
    for index in numbers.indices.reversed() { numbers.swapAt(index, random.below(index + 1)) }
    return numbers
  }

  static func geometry(_ policy: ReplacementPolicy, _ random: inout SplitMix64, wired: Int = 0) -> TLBGeometry {
    let ways =
      switch policy {
      case .treePLRU: random.pick([1, 2, 4, 8])
      case .groupedPLRU: 12
      default: random.pick([1, 2, 3, 4, 5, 6, 12])
      }
    return TLBGeometry(
      sets: 1 << random.below(3), ways: ways + wired, policy: policy, foldsIndex: random.oneIn(2), wiredWays: wired)
  }

  /// Three levels of which one has a policy, the first split, the others unified, with two page sizes.
  static func threeLevels(
    _ policy: ReplacementPolicy, onLevel level: Int, _ inclusions: [TLBInclusion]
  ) -> TLBHierarchyShape {
    var shape = TLBHierarchyShape(
      secondLevel: inclusions[0], thirdLevel: inclusions[1], tagging: .asids | .globalUpperHalf)
    let sizes = PageSizeSet(.kib4) | PageSizeSet(.mib2)
    func add(_ number: Int, _ side: TLBSide, sets: Int, ways: Int) {
      let isIt = number == level
      let itsWays = policy == .groupedPLRU ? 12 : policy == .treePLRU ? 4 : ways
      let geometry =
        isIt
        ? TLBGeometry(sets: sets, ways: itsWays, policy: policy) : TLBGeometry(sets: sets, ways: ways)
      shape.add(TLBArrayShape(level: number, side, sizes, geometry, permutationTable: itsWays))
    }
    add(1, .data, sets: 1, ways: 3)
    add(1, .instruction, sets: 1, ways: 2)
    add(2, .both, sets: 2, ways: 4)
    add(3, .both, sets: 2, ways: 6)
    return shape
  }

  /// Any possible shape.
  static func any(_ random: inout SplitMix64) -> TLBHierarchyShape {
    while true {
      let shape = attempt(&random)
      if shape.impossibility == nil { return shape }
    }
  }

  private static func attempt(_ random: inout SplitMix64) -> TLBHierarchyShape {
    let kinds: [TLBPrefetcher.Kind] = [.none, .none, .nextPage, .stride, .distance]
    var shape = TLBHierarchyShape(
      secondLevel: random.pick(Self.kinds), thirdLevel: random.pick(Self.kinds),
      prefetcher: TLBPrefetcher(
        random.pick(kinds), bufferEntries: random.pick([1, 2, 5]), rows: 1 << random.below(4),
        slots: 1 + random.below(3)),
      tagging: TLBTagging(rawValue: UInt8(random.below(8))))
    let sizes = (0..<1 + random.below(3)).map { _ in random.pick(Self.sizes) }
    let pairs = random.oneIn(8)
    for level in 1...(1 + random.below(3)) {
      let sides: [TLBSide] = random.oneIn(2) ? [.both] : [.data, .instruction]
      let isShared = random.oneIn(2)
      for side in sides {
        let groups = isShared ? [sizes] : sizes.map { [$0] }
        for group in groups { shape.add(array(level, side, group, pairs: pairs, &random)) }
      }
    }
    return shape
  }

  private static func array(
    _ level: Int, _ side: TLBSide, _ sizes: [PageSize], pairs: Bool, _ random: inout SplitMix64
  ) -> TLBArrayShape {
    let geometry = geometry(random.pick(policies), &random, wired: random.oneIn(8) ? 2 : 0)
    let set = sizes.reduce(PageSizeSet.none) { $0 | PageSizeSet($1) }
    return TLBArrayShape(
      level: level, side, set, geometry, pairsPages: pairs, permutationTable: geometry.replaceableWays)
  }
}
