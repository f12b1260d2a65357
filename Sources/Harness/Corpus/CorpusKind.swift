/// Whose case a corpus file holds.
public enum CorpusKind: String, CaseIterable, Sendable {
  /// One of ``KVMOracle``'s.
  case kvm
  /// One of ``QEMUOracle``'s.
  case qemu
  /// One of ``ShadowFuzz``'s scripts.
  case shadow

  /// The first line of its files.
  var heading: String { "mmubench \(rawValue) case 1" }

  /// Whose case a text is.
  public init(of text: String) throws(CorpusFailure) {
    let first = text.split(separator: "\n", maxSplits: 1).first.map(String.init)
    guard let kind = Self.allCases.first(where: { $0.heading == first }) else {
      throw CorpusFailure(line: 1, expected: Self.allCases.map { "\"\($0.heading)\"" }.joined(separator: " or "))
    }
    self = kind
  }
}
