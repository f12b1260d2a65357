/// How a level of TLBs relates to the level before it, by the names that a person chooses them by.
public enum TLBInclusionName: String, CaseIterable, Sendable, Codable {
  /// What the inner level holds the outer holds too: what leaves the outer leaves the inner.
  case inclusive
  /// No page is in both: the outer level takes what the inner gives up, and gives back what it hits.
  case exclusive
  /// A hit in the outer level refills the inner, a walk fills both, and each forgets on its own.
  case neither
}
