import MMUCore
import Testing
import Workload

/// Policies as permutation vectors must be those policies.
@Suite struct TLBPermutationTests {
  /// Bits in the other order.
  private func reversed(_ number: Int, bits: Int) -> Int {
    (0..<bits).reduce(0) { $0 << 1 | number >> $1 & 1 }
  }

  @Test(arguments: [ReplacementPolicy.lru, .fifo], [1, 2, 3, 4, 12, 64])
  func lruAndFIFOReplayed(_ policy: ReplacementPolicy, _ ways: Int) throws {
    let table = OwnedPermutations(policy == .lru ? PermutationTables.lru(ways) : PermutationTables.fifo(ways))
    var replayed = try OwnedTLB(capacity: ways, .permutation, permutations: table.vectors)
    var original = try OwnedTLB(capacity: ways, policy)
    var random = SplitMix64(seed: 77)
    for step in 0..<6000 {
      let page = UInt64(random.below(ways + 1 + ways / 2))
      if random.oneIn(9) {
        replayed.tlb.invalidate(GVA(page << 12), asid: ASID(0))
        original.tlb.invalidate(GVA(page << 12), asid: ASID(0))
      } else {
        let isHit = original.access(page)
        #expect(replayed.access(page) == isHit, "\(policy) of \(ways), step \(step), seed 77")
      }
    }
  }

  /// A tree fills its ways in their order, vectors the way that the arrows point to: the same pages are in the same ways if the one's order is
  /// the other's with the bits of the numbers reversed. From then on there is no difference.
  @Test(arguments: [1, 2, 4, 8, 16, 32]) func treePLRUReplayed(_ ways: Int) throws {
    let table = OwnedPermutations(PermutationTables.treePLRU(ways))
    var replayed = try OwnedTLB(capacity: ways, .permutation, permutations: table.vectors)
    var original = try OwnedTLB(capacity: ways, .treePLRU)
    for number in 0..<ways {
      replayed.access(UInt64(number))
      original.access(UInt64(reversed(number, bits: ways.trailingZeroBitCount)))
    }
    var random = SplitMix64(seed: 78)
    for step in 0..<6000 {
      let page = UInt64(random.below(ways + 1 + ways / 2))
      let isHit = original.access(page)
      #expect(replayed.access(page) == isHit, "tree-PLRU of \(ways), step \(step), seed 78")
    }
  }

  @Test func tablesThatAreNoneSayWhy() {
    func impossibility(_ ways: Int, _ bytes: [UInt8]) -> PermutationVectors.Impossibility? {
      bytes.withUnsafeBufferPointer { PermutationVectors.impossibility(ways: ways, $0) }
    }
    #expect(impossibility(2, [0, 1, 1, 0, 1, 0]) == nil)
    #expect(impossibility(2, [0, 1, 1, 0, 1, 1]) == .notAPermutation)
    #expect(impossibility(2, [0, 2, 1, 0, 1, 0]) == .notAPermutation)
    #expect(impossibility(2, [0, 1, 1, 0, 1]) == .wrongLength)
    #expect(impossibility(0, []) == .waysOutOfRange)
    #expect(impossibility(65, [UInt8](repeating: 0, count: 66 * 65)) == .waysOutOfRange)
    let rows = (0...64).flatMap { _ in (0..<64).map { UInt8($0) } }
    #expect(impossibility(64, rows) == nil)
    var second = rows
    second[64] = 1
    let row = second.withUnsafeBufferPointer { PermutationVectors.firstDefectiveRow(ways: 64, $0) }
    #expect(row == 1)
  }
}
