import Report

/// Why there is no ``PageSizePolicy`` for what the user asked for.
public enum PageSizePolicyError: Error, Equatable, Sendable {
  /// There is no such policy.
  case unknownPolicy(String)
  /// The policy has no threshold.
  case takesNoThreshold(String)
  /// The threshold is no percentage from 1 to 100.
  case impossibleThreshold(policy: String, String)
}

extension PageSizePolicyError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownPolicy(let text):
      "there are no page sizes '\(text)'"
        + (NearestName.of(text, among: PageSizePolicy.allNames).map { "; did you mean '\($0)'?" }
          ?? "; choose among \(PageSizePolicy.allNames.joined(separator: ", "))")
    case .takesNoThreshold(let name): "page sizes '\(name)' take no '='; write \(name), or for example thp=50%"
    case .impossibleThreshold(let policy, let text):
      "'\(text)' in page sizes '\(policy)=\(text)' is no percentage from 1 to 100; write for example \(policy)=50%"
    }
  }
}
