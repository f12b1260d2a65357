import MMUCore

/// The replacement policies by the names that a person chooses them by.
public enum ReplacementPolicyName {
  /// Every policy by its name.
  private static let byName: KeyValuePairs<String, ReplacementPolicy> = [
    "lru": .lru, "plru": .treePLRU, "bit-plru": .bitPLRU, "nru": .nru, "grouped-plru": .groupedPLRU, "fifo": .fifo,
    "random": .random, "srrip": .srrip, "permutation": .permutation,
  ]

  /// Every name.
  public static var all: [String] { byName.map(\.key) }

  /// The name of a policy.
  public static func of(_ policy: ReplacementPolicy) -> String { byName.first { $0.value == policy }?.key ?? "" }

  /// The policy of a name.
  public static func policy(_ name: String) -> ReplacementPolicy? { byName.first { $0.key == name }?.value }
}
