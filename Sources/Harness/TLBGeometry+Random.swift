import MMUCore
import Workload

extension TLBGeometry {
  private static let policies: [ReplacementPolicy] = [
    .lru, .treePLRU, .fifo, .random, .bitPLRU, .nru, .groupedPLRU, .srrip,
  ]

  /// Any possible shape of a policy, up to 1024 entries.
  static func random(_ policy: ReplacementPolicy, _ random: inout SplitMix64) -> TLBGeometry {
    let ways =
      switch policy {
      case .treePLRU: [1, 2, 4, 8, 16, 32]
      case .groupedPLRU: [12]
      default: [1, 2, 3, 4, 5, 8, 12, 16, 24, 64, 72]
      }
    return TLBGeometry(
      sets: 1 << random.below(5), ways: random.pick(ways), policy: policy, foldsIndex: random.oneIn(2))
  }

  /// Any possible shape.
  static func random(_ random: inout SplitMix64) -> TLBGeometry {
    let policy = random.pick(policies)
    return Self.random(policy, &random)
  }
}
