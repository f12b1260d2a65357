import Profiling
import Testing
import Workload

@Suite struct SweepShardTests {
  static func cells(_ count: Int, cost: (Int) -> UInt64) -> [SweepCell] {
    (0..<count).map { number in
      var parameters = WorkloadParameters()
      parameters.seed = UInt64(number)
      parameters.accesses = cost(number)
      return SweepCell(TLBProfile.Source(.gups, parameters), pageSize: "4K", technique: .native, tlb: "skylake")
    }
  }

  @Test(arguments: [0, 1, 2, 7, 40]) func coversEveryCellOnce(_ count: Int) throws {
    var numbers = SplitMix64(seed: UInt64(count))
    let cells = Self.cells(count) { _ in 1 + numbers.next() % 1000 }
    for parts in 1...45 {
      let split = try (1...parts).map { try #require(SweepShard(index: $0, count: parts)).select(from: cells) }
      #expect(split.flatMap { $0 }.count == count && Set(split.flatMap { $0 }) == Set(cells), "\(parts) parts")
      for part in split { #expect(part == cells.filter(Set(part).contains), "the order is the plan's") }
    }
  }

  @Test func balancesTheCost() throws {
    var numbers = SplitMix64(seed: 7)
    let cells = Self.cells(100) { _ in 1 + numbers.next() % 1000 }
    for parts in 2...10 {
      let loads = try (1...parts).map {
        try #require(SweepShard(index: $0, count: parts)).select(from: cells).reduce(0) { $0 + $1.cost }
      }
      #expect(loads.max()! - loads.min()! <= 1000, "\(parts) parts: \(loads)")
    }
  }

  @Test func dealsEqualCellsInTurn() throws {
    let cells = Self.cells(10) { _ in 5 }
    #expect(try #require(SweepShard("2/3")).select(from: cells) == [cells[1], cells[4], cells[7]])
  }

  @Test func countsAShadowedAccessForMore() throws {
    var cells = Self.cells(5) { _ in 1000 }
    cells[4].technique = .shadow(policy: "unsync", prefetch: 0)
    #expect(try #require(SweepShard("1/2")).select(from: cells) == [cells[4]])
  }

  @Test func survivesHugeCosts() throws {
    let cells = Self.cells(9) { _ in .max }
    let split = try (1...2).map { try #require(SweepShard(index: $0, count: 2)).select(from: cells) }
    #expect(Set(split.joined()) == Set(cells))
  }

  @Test(arguments: ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "1/", "/2", "a/b", "1/100001", " 1/2"])
  func refusesWhatIsNoPart(_ text: String) { #expect(SweepShard(text) == nil) }
}
