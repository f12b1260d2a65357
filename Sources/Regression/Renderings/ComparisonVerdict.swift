/// What a comparison comes to, in words.
struct ComparisonVerdict {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  /// One line: the outcome, which benchmarks decide it, and what else there is.
  var sentence: String {
    let end = comparison.isInterrupted ? " The comparison was interrupted; this is what it had found." : ""
    return "\(outcome): \(reason).\(end)"
  }

  /// The outcome in a word or two.
  var outcome: String {
    switch comparison.outcome {
    case .wrong: "wrong"
    case .regressed: "regressed"
    case .notComparable: "not comparable"
    case .inconclusive: "inconclusive"
    case .fine: "fine"
    }
  }

  private var reason: String {
    let decisive = names { comparison.outcome($0) == comparison.outcome }
    let listed = Self.list(decisive)
    switch comparison.outcome {
    case .wrong: return "\(listed) allocated in timed code or failed" + rest
    case .regressed: return "\(listed) became worse" + worst + rest
    case .notComparable: return "\(listed) cannot be compared" + rest
    case .inconclusive: return "of \(listed) it could not be told whether it changed" + rest
    case .fine: return comparison.findings.isEmpty ? "there was nothing to compare" : "nothing became worse" + rest
    }
  }

  /// The largest change of time among those that regressed.
  private var worst: String {
    let times = comparison.findings.filter { $0.evidence == .time && comparison.outcome($0) == .regressed }
    guard let worst = times.max(by: { ($0.change ?? 0) < ($1.change ?? 0) }), let change = worst.change else {
      return ""
    }
    return ", \(times.count == 1 ? "by" : "by up to") \(FindingWords.magnitude(change)) of time"
  }

  /// What else there is.
  private var rest: String {
    let parts = [
      ("improved", names { $0.verdict == .improved }.count),
      ("unchanged", unchangedCount),
      ("inconclusive", comparison.outcome == .inconclusive ? 0 : names { $0.verdict == .inconclusive }.count),
      ("not comparable", comparison.outcome == .notComparable ? 0 : names { $0.verdict == .notComparable }.count),
      ("worse by advisory evidence", names { $0.verdict == .regressed && comparison.outcome($0) == .fine }.count),
    ].filter { $0.1 > 0 }
    return parts.isEmpty ? "" : "; " + parts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }

  /// The benchmarks of which nothing was found but that nothing changed.
  private var unchangedCount: Int {
    Set(names { $0.verdict == .unchanged }).subtracting(names { $0.verdict != .unchanged }).count
  }

  private func names(_ holds: (Finding) -> Bool) -> [String] {
    var seen: Set<String> = []
    return comparison.findings.filter(holds).map(\.benchmark).filter { seen.insert($0).inserted }
  }

  private static func list(_ names: [String]) -> String {
    names.count > 3 ? "\(names.count) benchmarks" : names.joined(separator: ", ")
  }
}
