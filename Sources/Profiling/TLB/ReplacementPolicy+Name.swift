import MMUCore

extension ReplacementPolicy {
  /// Every policy that needs nothing but its name.
  static let byName: KeyValuePairs<String, ReplacementPolicy> = [
    "lru": .lru, "plru": .treePLRU, "fifo": .fifo, "random": .random, "bit-plru": .bitPLRU, "nru": .nru,
    "plru-3x4": .groupedPLRU, "srrip": .srrip,
  ]

  /// Every name.
  public static var allNames: [String] { byName.map(\.key) }

  /// The policy as a user writes it.
  public var name: String { Self.byName.first { $0.value == self }?.key ?? "permutation" }

  /// The policy of a name.
  public init?(named name: String) {
    guard let policy = Self.byName.first(where: { $0.key == name })?.value else { return nil }
    self = policy
  }
}
