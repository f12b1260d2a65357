/// What a comparison comes to.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// Head is worse.
  case regressed
  /// Head is better.
  case improved
  /// No change that matters.
  case unchanged
  /// The measurement could not tell.
  case inconclusive
  /// The two sides do not measure the same thing, or one does not have it.
  case notComparable = "not-comparable"
}
