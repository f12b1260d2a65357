/// What a comparison found that has no numbers: lines by their kind.
struct ComparisonLists {
  /// Findings of a kind.
  struct List {
    let title: String
    /// A line each, without a newline.
    let lines: [String]
    /// Whether everybody ought to see them.
    let isUrgent: Bool
  }

  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  /// The lists that have lines.
  var all: [List] {
    [
      list("failed", isUrgent: true) { $0.evidence == .failure && $0.verdict != .unchanged },
      list("missing, new or renamed", isUrgent: true) { $0.evidence == .presence && $0.verdict != .unchanged },
      list("not comparable", isUrgent: true) {
        $0.verdict == .notComparable && $0.evidence != .presence && $0.evidence != .failure
      },
      list("inconclusive", isUrgent: false) { $0.verdict == .inconclusive && $0.evidence != .failure },
      list("remarks", isUrgent: false) {
        ($0.verdict == .unchanged
          || Self.isNumber($0.evidence) && $0.verdict != .inconclusive
            && $0.verdict != .notComparable)
          && !$0.note.isEmpty
      },
    ].filter { !$0.lines.isEmpty }
  }

  private func list(_ title: String, isUrgent: Bool, _ holds: (Finding) -> Bool) -> List {
    List(title: title, lines: comparison.findings.filter(holds).map(Self.line), isUrgent: isUrgent)
  }

  /// Whether findings of this evidence are in a table.
  private static func isNumber(_ evidence: Evidence) -> Bool {
    switch evidence {
    case .time, .counter, .allocations, .digest: true
    case .presence, .configuration, .failure: false
    }
  }

  private static func line(_ finding: Finding) -> String {
    let words = FindingWords(finding)
    let name =
      isNumber(finding.evidence) ? "\(finding.benchmark), \(FindingWords.name(finding.evidence))" : finding.benchmark
    let reasons = [words.smallest, finding.note.isEmpty ? nil : finding.note].compactMap(\.self)
    return "\(name): \(reasons.isEmpty ? words.verdict : reasons.joined(separator: "; "))"
  }
}
