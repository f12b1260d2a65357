/// A comparison as annotations of a run of GitHub Actions, the verdict first.
struct ComparisonAnnotations {
  private let comparison: Comparison

  /// GitHub shows ten annotations of a kind for each step; the last one counts the others.
  private static let limit = 10

  init(_ comparison: Comparison) { self.comparison = comparison }

  /// A command a line.
  var text: String {
    let verdict = WorkflowCommand(
      level: comparison.outcome == .fine ? .notice : .error, title: "mmubench compare",
      message: ComparisonVerdict(comparison).sentence)
    let findings = comparison.findings.compactMap { finding in
      level(finding).map {
        WorkflowCommand(level: $0, title: finding.benchmark, message: FindingWords(finding).sentence)
      }
    }
    let remarks = comparison.remarks.map { WorkflowCommand(level: .warning, title: "mmubench compare", message: $0) }
    return ([verdict] + Self.limited(findings + remarks, besides: verdict.level)).map(\.text).joined()
  }

  /// How grave a finding is; `nil` where there is nothing to say.
  private func level(_ finding: Finding) -> WorkflowCommand.Level? {
    if comparison.outcome(finding) != .fine { return .error }
    switch finding.verdict {
    case .regressed, .inconclusive, .notComparable: return .warning
    case .improved: return .notice
    case .unchanged: return nil
    }
  }

  /// The commands of each level that GitHub shows; the level of the verdict has room for one less.
  private static func limited(
    _ commands: [WorkflowCommand], besides taken: WorkflowCommand.Level
  ) -> [WorkflowCommand] {
    [WorkflowCommand.Level.error, .warning, .notice].flatMap { level in
      let all = commands.filter { $0.level == level }
      let room = limit - (level == taken ? 1 : 0)
      guard all.count > room else { return all }
      let rest = all.count - (room - 1)
      return all.prefix(room - 1) + [
        WorkflowCommand(level: level, title: "mmubench compare", message: "and \(rest) more")
      ]
    }
  }
}
