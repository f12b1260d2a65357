import Report

/// Why there are no walk caches for what the user asked for.
public enum WalkCacheSpecificationError: Error, Equatable, Sendable {
  /// A part has more than one equals sign.
  case notAnAssignment(String)
  /// There is no such key.
  case unknownKey(String)
  /// A key appears twice.
  case duplicateKey(String)
  /// There is no such tag.
  case unknownTag(String)
  /// A size is not a number.
  case notANumber(cache: String, String)
  /// More entries than any cache may have.
  case tooLarge(cache: String, Int)
  /// Three sizes are needed, or one.
  case wrongCount(Int, tag: String)
}

extension WalkCacheSpecificationError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .notAnAssignment(let part):
      "'\(part)' in --walk-cache is neither a number nor key=value; write for example 4,4,24,nested=16"
    case .unknownKey(let key):
      "there is no key '\(key)' in --walk-cache"
        + Self.suggestion(for: key, WalkCacheSpecification.keys, "the keys are")
    case .duplicateKey(let key): "'\(key)' appears twice in --walk-cache; give it once"
    case .unknownTag(let tag):
      "walk caches have no tag '\(tag)'" + Self.suggestion(for: tag, WalkCacheSpecification.tags, "the tags are")
    case .notANumber(let cache, let text):
      "'\(text)' in --walk-cache is no number of entries for \(cache); write for example 4,4,24,nested=16, and 0 for none"
    case .tooLarge(let cache, let size):
      "--walk-cache gives \(cache) \(size) entries; the most are \(WalkCacheSpecification.mostEntries)"
    case .wrongCount(let count, tag: "physical"):
      "--walk-cache with tag=physical takes one number of entries, not \(count); write for example 24,tag=physical"
    case .wrongCount(let count, _):
      "--walk-cache takes three numbers of entries (PML4, PDPT, page directory), not \(count); write for example 4,4,24, "
        + "or 24,tag=physical"
    }
  }

  private static func suggestion(for name: String, _ candidates: [String], _ list: String) -> String {
    if let nearest = NearestName.of(name, among: candidates) { return "; did you mean '\(nearest)'?" }
    return "; \(list) \(candidates.joined(separator: ", "))"
  }
}
