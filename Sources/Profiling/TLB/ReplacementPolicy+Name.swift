import MMUCore

extension ReplacementPolicy {
  /// Every policy by its name.
  static let byName: KeyValuePairs<String, ReplacementPolicy> = [
    "lru": .lru, "plru": .treePLRU, "fifo": .fifo, "random": .random,
  ]

  /// Every name.
  public static var allNames: [String] { byName.map(\.key) }

  /// The policy as a user writes it.
  public var name: String { Self.byName.first { $0.value == self }?.key ?? "" }

  /// The policy of a name.
  public init?(named name: String) {
    guard let policy = Self.byName.first(where: { $0.key == name })?.value else { return nil }
    self = policy
  }
}
