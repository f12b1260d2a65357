import MMUCore
import Testing
import Workload

/// Che's approximation: under independent references a page stays for a time that hardly varies, whatever page it is.
///
/// With p_i the popularity of page i and T the characteristic time of a capacity C: for LRU Σ(1 − e^(−p_i T)) = C and a hit has the chance
/// Σ p_i (1 − e^(−p_i T)); for FIFO and random Σ p_i T / (1 + p_i T) = C, and Σ p_i² T / (1 + p_i T).
///
/// Source: Che, Tung and Wang, "Hierarchical Web caching systems", IEEE JSAC 20(7), 2002; Martina, Garetto and Leonardi, "A unified approach
/// to the performance analysis of caching systems", INFOCOM 2014.
@Suite struct TLBCheTests {
  private static let pageCount = 10_000
  private static let exponent = 0.99
  private static let seed: UInt64 = 20_255

  /// Popularities of ranks under Zipf's law.
  private static let popularities: [Double] = {
    let weights = (1...pageCount).map { ElementaryFunctions.power(Double($0), -exponent) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }()

  @Test(arguments: [ReplacementPolicy.lru, .fifo, .random], [100, 600])
  func hitsAreAsCheSays(_ policy: ReplacementPolicy, _ capacity: Int) throws {
    var owned = try OwnedTLB(capacity: capacity, policy)
    var random = SplitMix64(seed: Self.seed)
    let sums = Self.popularities.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
    func page() -> UInt64 {
      let draw = Double(random.next() >> 11) * 0x1p-53
      return UInt64(sums.partition(after: draw))
    }
    for _ in 0..<100 * capacity { owned.access(page()) }
    let count = 1_000_000
    let hits = count - owned.misses((0..<count).lazy.map { _ in page() })
    let ratio = Double(hits) / Double(count)
    let law = Self.hitRatio(policy, capacity)
    #expect(abs(ratio - law) <= 0.002, "\(policy) of \(capacity): \(ratio), law \(law), seed \(Self.seed)")
  }

  private static func hitRatio(_ policy: ReplacementPolicy, _ capacity: Int) -> Double {
    func presence(_ popularity: Double, _ time: Double) -> Double {
      let mean = popularity * time
      return policy == .lru ? 1 - ElementaryFunctions.exponential(max(-mean, -600)) : mean / (1 + mean)
    }
    // Bisection: the pages present grow with the time.
    var (low, high) = (0.0, 1e9)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      let present = popularities.reduce(0) { $0 + presence($1, middle) }
      if present < Double(capacity) { low = middle } else { high = middle }
    }
    return popularities.reduce(0) { $0 + $1 * presence($1, low) }
  }
}

extension [Double] {
  /// The position of the first element above a value, of elements in order.
  fileprivate func partition(after value: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
