import Foundation
import Report

/// A comparison as its JSON file has it. `docs/schemas/comparison.schema.json` describes the file.
public struct ComparisonDocument: Equatable, Sendable, Codable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A comparison.
    case comparison = "mmubench.comparison"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// One side.
  public struct Side: Equatable, Sendable, Codable {
    /// How it is named.
    public var label: String
    /// Where and how it was made.
    public var facts: RunFacts
  }

  /// What a metric comes to over all benchmarks.
  public struct Mean: Equatable, Sendable, Codable {
    /// The metric's name.
    public var metric: String
    /// How many benchmarks.
    public var count: Int
    /// Base's geometric mean.
    public var base: Double
    /// Head's geometric mean.
    public var head: Double
    /// The mean change as a fraction.
    public var change: Double
  }

  /// The file's kind.
  public var schema = Schema.comparison
  /// The version of the schema.
  public var version = Version.first
  /// How it came out: `wrong`, `regressed`, `not-comparable`, `inconclusive` or `fine`.
  public var outcome: String
  /// The verdict in a sentence.
  public var verdict: String
  /// Whether it ended early.
  public var isInterrupted: Bool
  /// How it was judged.
  public var rules: Comparison.Rules
  /// What was compared with.
  public var base: Side
  /// What was compared.
  public var head: Side
  /// How many findings have each verdict.
  public var counts: [String: Int]
  /// Geometric means, where a metric has more than one benchmark.
  public var means: [Mean]
  /// What was found.
  public var findings: [FindingDocument]
  /// Sentences about the comparison as a whole.
  public var remarks: [String]

  /// The document of a comparison.
  public init(_ comparison: Comparison) {
    outcome = Self.name(comparison.outcome)
    verdict = ComparisonVerdict(comparison).sentence
    isInterrupted = comparison.isInterrupted
    rules = comparison.rules
    rules.margin = rules.margin.isFinite ? rules.margin : 0
    base = Side(label: comparison.baseLabel, facts: comparison.baseFacts)
    head = Side(label: comparison.headLabel, facts: comparison.headFacts)
    counts = Dictionary(
      uniqueKeysWithValues: Verdict.allCases.map { verdict in
        (verdict.rawValue, comparison.findings.count { $0.verdict == verdict })
      })
    means = ComparisonSection.sections(comparison).compactMap { section in
      section.mean.map {
        Mean(metric: section.name, count: $0.count, base: $0.base, head: $0.head, change: $0.change)
      }
    }.filter { $0.base.isFinite && $0.head.isFinite && $0.change.isFinite }
    findings = comparison.findings.map { FindingDocument($0, outcome: Self.name(comparison.outcome($0))) }
    remarks = comparison.remarks
  }

  /// The comparison of a document.
  public var comparison: Comparison {
    Comparison(
      baseLabel: base.label, headLabel: head.label, baseFacts: base.facts, headFacts: head.facts, rules: rules,
      findings: findings.map(\.finding), remarks: remarks, isInterrupted: isInterrupted)
  }

  /// The file's text.
  package var json: String {
    // Every number in it is finite, so that nothing can fail.
    (try? JSONText.encode(self)) ?? "{}\n"
  }

  private static func name(_ outcome: Comparison.Outcome) -> String {
    switch outcome {
    case .wrong: "wrong"
    case .regressed: "regressed"
    case .notComparable: "not-comparable"
    case .inconclusive: "inconclusive"
    case .fine: "fine"
    }
  }
}
