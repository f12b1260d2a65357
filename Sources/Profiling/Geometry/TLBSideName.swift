/// Which accesses an array serves, by the names that a person chooses them by.
public enum TLBSideName: String, CaseIterable, Sendable, Codable {
  /// Instruction fetches.
  case fetch
  /// Loads and stores.
  case data
  /// Both.
  case all
}
