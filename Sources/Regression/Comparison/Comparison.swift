/// Everything that a comparison found.
public struct Comparison: Equatable, Sendable {
  /// How a comparison is judged.
  public struct Rules: Equatable, Sendable, Codable {
    /// A missing benchmark is reported and passes.
    public var allowsMissing = false
    /// Times are reported and decide nothing.
    public var timeIsAdvisory = false
    /// What is inconclusive fails.
    public var requiresConclusive = false
    /// The smallest change of time that matters, as a fraction.
    public var margin = 0.03

    /// The rules that hold if nothing is said.
    public init() {}
  }

  /// How it came out, worst first.
  public enum Outcome: Int, Comparable, Sendable {
    /// Head allocated in timed code, or computed something wrong.
    case wrong
    /// Something regressed.
    case regressed
    /// Something is missing, new in another shape, or not the same thing on both sides.
    case notComparable
    /// Something could not be told, and it had to be.
    case inconclusive
    /// All is well.
    case fine

    /// Worst first.
    public static func < (left: Outcome, right: Outcome) -> Bool { left.rawValue < right.rawValue }
  }

  /// How base is named.
  public var baseLabel: String
  /// How head is named.
  public var headLabel: String
  /// Where and how base was made.
  public var baseFacts: RunFacts
  /// Where and how head was made.
  public var headFacts: RunFacts
  /// How it is judged.
  public var rules: Rules
  /// What was found, in base's order, then what only head has.
  public var findings: [Finding]
  /// Sentences about the comparison as a whole: another host, a floor, a control arm that moved.
  public var remarks: [String]
  /// Whether it ended early: findings are what there was until then.
  public var isInterrupted: Bool

  /// A comparison.
  public init(
    baseLabel: String, headLabel: String, baseFacts: RunFacts, headFacts: RunFacts, rules: Rules = Rules(),
    findings: [Finding] = [], remarks: [String] = [], isInterrupted: Bool = false
  ) {
    self.baseLabel = baseLabel
    self.headLabel = headLabel
    self.baseFacts = baseFacts
    self.headFacts = headFacts
    self.rules = rules
    self.findings = findings
    self.remarks = remarks
    self.isInterrupted = isInterrupted
  }

  /// How it came out: the worst of its findings, as the rules have it.
  public var outcome: Outcome { findings.map(outcome).min() ?? .fine }

  /// What one finding alone comes to, as the rules have it.
  public func outcome(_ finding: Finding) -> Outcome {
    if finding.isAdvisory { return .fine }
    switch (finding.verdict, finding.evidence) {
    case (.regressed, .allocations), (.regressed, .failure): return .wrong
    case (.regressed, .time) where rules.timeIsAdvisory: return .fine
    case (.regressed, _): return .regressed
    case (.notComparable, .presence) where rules.allowsMissing: return .fine
    case (.notComparable, _): return .notComparable
    case (.inconclusive, _): return rules.requiresConclusive ? .inconclusive : .fine
    case (.improved, _), (.unchanged, _): return .fine
    }
  }
}
