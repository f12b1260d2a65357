/// The accesses that a curve is of.
public enum LocalityStream: String, Equatable, Sendable, Codable, CaseIterable {
  /// Loads and stores: what a first-level data TLB sees.
  case data
  /// Instruction fetches: what a first-level instruction TLB sees.
  case fetch
  /// Both in their order: what a unified TLB with nothing before it sees.
  case all
  /// What the given first levels, as LRU, let through: what the second level sees.
  case secondLevel
  /// What the second level lets through in turn.
  case thirdLevel
}
