import MMUCore
import MMUReference
import Testing
import Workload

/// Laws that every correct model of a TLB obeys.
@Suite struct TLBLawTests {
  private static let policies: [ReplacementPolicy] = [.lru, .treePLRU, .fifo, .random, .bitPLRU, .nru, .srrip]
  private static let seed: UInt64 = 20_251

  // MARK: Stack distances

  /// Belady's string. Source: Belady, Nelson and Shedler, "An anomaly in space-time characteristics of certain programs
  /// running in a paging machine", CACM 12(6), 1969.
  @Test func beladysStringMissesAsPublished() throws {
    let pages: [UInt64] = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]
    for (capacity, misses) in zip(1...5, [12, 12, 9, 10, 5]) {
      var owned = try OwnedTLB(capacity: capacity, .fifo)
      #expect(owned.misses(pages) == misses, "FIFO of \(capacity)")
    }
    for (capacity, misses) in zip(1...5, [12, 12, 10, 8, 5]) {
      var owned = try OwnedTLB(capacity: capacity, .lru)
      #expect(owned.misses(pages) == misses, "LRU of \(capacity)")
      #expect(StackDistances(pages).misses(capacity: capacity) == misses)
    }
    #expect((1...5).map { OptimalReplacement.misses(pages, capacity: $0) } == [12, 9, 7, 6, 5])
  }

  @Test func onePassOfStackDistancesGivesLRUForEveryCapacity() throws {
    var random = SplitMix64(seed: Self.seed)
    let pages = (0..<4000).map { _ in min(random.next() % 40, random.next() % 40) }
    let distances = StackDistances(pages)
    for capacity in 1...41 {
      var owned = try OwnedTLB(capacity: capacity, .lru)
      #expect(owned.misses(pages) == distances.misses(capacity: capacity), "capacity \(capacity), seed \(Self.seed)")
      #expect(distances.hits(capacity: capacity) >= distances.hits(capacity: capacity - 1))
    }
  }

  @Test func nothingBeatsOptimalReplacement() throws {
    var random = SplitMix64(seed: Self.seed)
    let pages = (0..<600).map { _ in min(random.next() % 24, random.next() % 24) }
    var before = Int.max
    for capacity in [1, 2, 4, 8, 16, 32] {
      let optimal = OptimalReplacement.misses(pages, capacity: capacity)
      #expect(optimal <= before)
      before = optimal
      for policy in Self.policies {
        var owned = try OwnedTLB(capacity: capacity, policy)
        #expect(owned.misses(pages) >= optimal, "\(policy) of \(capacity), seed \(Self.seed)")
      }
    }
  }

  // MARK: Uniform references

  /// Each reference hits with chance C/N whatever came before, so hits are binomial: five standard deviations, a false
  /// alarm in two million, are the tolerance. The seed is fixed besides.
  @Test(arguments: policies) func uniformReferencesHitWithChanceCOverN(_ policy: ReplacementPolicy) throws {
    let pageCount: UInt64 = 128
    let count = 200_000
    for (sets, ways) in [(1, 16), (1, 32), (8, 4), (16, 4), (4, 16), (1, 128), (16, 8)] {
      if policy == .treePLRU && ways > 32 { continue }
      var owned = try OwnedTLB(TLBGeometry(sets: sets, ways: ways, policy: policy))
      var random = SplitMix64(seed: Self.seed)
      _ = owned.misses(0..<pageCount)
      let hits = count - owned.misses((0..<count).lazy.map { _ in random.next() % pageCount })
      let chance = min(1, Double(sets * ways) / Double(pageCount))
      let deviation = (Double(count) * chance * (1 - chance)).squareRoot()
      let excess = abs(Double(hits) - chance * Double(count))
      #expect(excess <= 5 * deviation, "\(policy) \(sets)×\(ways): \(hits) hits, seed \(Self.seed)")
    }
  }

  // MARK: Cyclic sweeps

  /// Tree-PLRU hits now and then until its arrows have settled, which takes less than a sweep a way.
  @Test(arguments: [ReplacementPolicy.lru, .treePLRU, .fifo])
  func aSweepThatDoesNotFitNeverHits(_ policy: ReplacementPolicy) throws {
    for capacity in [1, 2, 4, 8, 16, 32] {
      for pageCount in (capacity + 1)...(2 * capacity + 1) {
        var owned = try OwnedTLB(capacity: capacity, policy)
        if policy == .treePLRU {
          for _ in 0..<capacity { _ = owned.misses(0..<UInt64(pageCount)) }
        }
        let misses = (0..<20).reduce(0) { total, _ in total + owned.misses(0..<UInt64(pageCount)) }
        #expect(misses == 20 * pageCount, "\(policy) of \(capacity), \(pageCount) pages")
      }
    }
  }

  @Test(arguments: policies) func aSweepThatFitsMissesOnce(_ policy: ReplacementPolicy) throws {
    for (sets, ways) in [(1, 1), (1, 8), (1, 32), (4, 4), (16, 2)] {
      for pageCount in 1...(sets * ways) {
        var owned = try OwnedTLB(TLBGeometry(sets: sets, ways: ways, policy: policy))
        #expect(owned.misses(0..<UInt64(pageCount)) == pageCount)
        for _ in 0..<5 { #expect(owned.misses(0..<UInt64(pageCount)) == 0, "\(policy), \(sets)×\(ways)") }
      }
    }
  }

  /// One page of N = C + 1 is out; the next miss is uniformly 1 to C references away. Renewals: mean (C + 1)/2,
  /// variance (C² − 1)/12; five standard deviations of their number.
  @Test(arguments: [2, 4, 16, 64]) func randomMissesTwoInCPlusOneOfASweepOneTooLong(_ capacity: Int) throws {
    var owned = try OwnedTLB(capacity: capacity, .random, seed: Self.seed)
    _ = owned.misses(0...UInt64(capacity))
    let sweeps = 200_000 / (capacity + 1)
    let misses = (0..<sweeps).reduce(0) { total, _ in total + owned.misses(0...UInt64(capacity)) }
    let count = Double(sweeps * (capacity + 1))
    let mean = Double(capacity + 1) / 2
    let variance = count * Double(capacity * capacity - 1) / 12 / (mean * mean * mean)
    let excess = abs(Double(misses) - count / mean)
    #expect(excess <= 5 * variance.squareRoot(), "capacity \(capacity): \(misses) of \(count), seed \(Self.seed)")
  }

  // MARK: Strides

  /// Pages a stride s apart use S / gcd(S, s) sets of a linear index.
  @Test func aStrideFitsExactlyWhatItsSetsHold() throws {
    for sets in [1, 2, 4, 8, 16, 64] {
      for ways in [1, 2, 4, 6] {
        for stride in 1...33 as ClosedRange<UInt64> {
          let limit = ways * sets / Self.greatestCommonDivisor(sets, Int(stride))
          for (pageCount, fits) in [(limit, true), (limit + 1, false)] {
            var owned = try OwnedTLB(TLBGeometry(sets: sets, ways: ways))
            let pages = (0..<UInt64(pageCount)).map { $0 * stride }
            _ = owned.misses(pages)
            #expect((owned.misses(pages) == 0) == fits, "\(sets)×\(ways), stride \(stride), \(pageCount) pages")
          }
        }
      }
    }
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }

  // MARK: Flushes

  /// The misses of a quantum are the distinct pages among q of N: mean N(1 − (1 − 1/N)^q).
  @Test func anUntaggedTLBMissesTheDistinctPagesOfEachQuantum() throws {
    let quanta = 3000
    for (pageCount, quantum) in [(64, 32), (64, 100), (200, 300)] {
      var owned = try OwnedTLB(capacity: 256, .lru)
      var random = SplitMix64(seed: Self.seed)
      let misses = (0..<quanta).reduce(0) { total, _ in
        owned.tlb.flushNonGlobal()
        return total + owned.misses((0..<quantum).lazy.map { _ in random.next() % UInt64(pageCount) })
      }
      let law = Self.distinctPages(pageCount, quantum)
      let excess = abs(Double(misses) - law.mean * Double(quanta))
      let tolerance = 5 * (law.variance * Double(quanta)).squareRoot()
      #expect(excess <= tolerance, "\(pageCount) pages, quantum \(quantum): \(misses), seed \(Self.seed)")
    }
  }

  /// The occupancy of N cells by q balls.
  private static func distinctPages(_ pageCount: Int, _ quantum: Int) -> (mean: Double, variance: Double) {
    func power(_ base: Double) -> Double { (0..<quantum).reduce(1) { product, _ in product * base } }
    let cells = Double(pageCount)
    let one = power(1 - 1 / cells)
    let two = power(1 - 2 / cells)
    return (cells * (1 - one), cells * one + cells * (cells - 1) * two - cells * cells * one * one)
  }

  @Test(arguments: policies) func aTaggedTLBThatFitsMissesNothingAcrossSwitches(_ policy: ReplacementPolicy) throws {
    var owned = try OwnedTLB(capacity: 32, policy)
    let spaces = (0..<4).map { ASID($0) }
    for asid in spaces { for page in 0..<8 as Range<UInt64> { owned.access(page, asid: asid) } }
    for _ in 0..<50 {
      for asid in spaces {
        for page in 0..<8 as Range<UInt64> { #expect(owned.access(page, asid: asid) == true) }
      }
    }
  }

  // MARK: Sequential sweeps

  @Test(arguments: [PageSize.kib4, .mib2]) func aSequentialSweepMissesOnceAPage(_ size: PageSize) throws {
    let geometry = TLBGeometry(sets: 16, ways: 4)
    let pageCount: UInt64 = size == .kib4 ? 500 : 200
    let step: UInt64 = size == .kib4 ? 8 : 4096
    for policy in Self.policies {
      let second = TLBGeometry(sets: 16, ways: 8, policy: policy)
      var owned = try OwnedHierarchy(instruction: geometry, data: geometry, second: second, pageSize: size)
      let steps = pageCount * size.byteCount / step
      owned.run((0..<steps).map { MemoryAccess(.load, GVA($0 * step), byteCount: 8) })
      let counters = owned.hierarchy.counters
      #expect(counters.accesses.loads == steps && counters.accesses.total == steps)
      #expect(counters.level1Misses.loads == pageCount && counters.level2Misses.loads == pageCount, "\(policy)")
      #expect(counters.level1Misses.total * size.byteCount == steps * step, "misses : accesses = step : page")
    }
  }
}
