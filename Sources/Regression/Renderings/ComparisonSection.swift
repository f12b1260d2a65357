import Foundation

/// The findings of a comparison that rest on the same evidence, and what they come to together.
public struct ComparisonSection: Sendable {
  /// The geometric means over benchmarks that both sides have values of.
  public struct Mean: Equatable, Sendable {
    /// How many benchmarks.
    public let count: Int
    /// Base's mean.
    public let base: Double
    /// Head's mean.
    public let head: Double
    /// The mean change as a fraction.
    public let change: Double
  }

  /// What the findings rest on.
  public let evidence: Evidence
  /// The findings, in the comparison's order.
  public let findings: [Finding]

  /// The sections of a comparison that have numbers: times, instructions, other counters in the order in which they
  /// appear, allocations, digests.
  public static func sections(_ comparison: Comparison) -> [ComparisonSection] {
    var groups: [Evidence: [Finding]] = [:]
    var order: [Evidence] = []
    for finding in comparison.findings where rank(finding.evidence) != nil {
      if groups[finding.evidence] == nil { order.append(finding.evidence) }
      groups[finding.evidence, default: []].append(finding)
    }
    let ranked = order.enumerated().sorted { (rank($0.1) ?? 0, $0.0) < (rank($1.1) ?? 0, $1.0) }
    return ranked.map { ComparisonSection(evidence: $1, findings: groups[$1] ?? []) }
  }

  private static func rank(_ evidence: Evidence) -> Int? {
    switch evidence {
    case .time: 0
    case .counter("instructions"): 1
    case .counter: 2
    case .allocations: 3
    case .digest: 4
    case .presence, .configuration, .failure: nil
    }
  }

  /// What is measured: `time`, `references`.
  public var name: String { FindingWords.name(evidence) }

  /// What is measured, with its unit.
  public var title: String {
    let unit = findings.first { !$0.unit.isEmpty }?.unit ?? ""
    switch evidence {
    case .time: return "CPU time, \(unit.isEmpty ? "ns" : unit)/op"
    case .counter(let name): return unit.isEmpty || unit == name ? "\(name)/op" : "\(name)/op (\(unit))"
    case .allocations: return "allocations"
    case .digest: return "digests"
    case .presence, .configuration, .failure: return name
    }
  }

  /// What is not as it was.
  public var changed: [Finding] { findings.filter { $0.verdict == .regressed || $0.verdict == .improved } }

  /// The geometric means over the benchmarks whose values are comparable and above zero; `nil` for fewer than two.
  ///
  /// Source: Fleming and Wallace, "How not to lie with statistics: the correct way to summarize benchmark results",
  /// CACM 29(3), 1986.
  public var mean: Mean? {
    let pairs = findings.compactMap { finding -> (base: Double, head: Double, ratio: Double)? in
      guard finding.verdict != .notComparable, let base = finding.base, let head = finding.head, base > 0, head > 0,
        base.isFinite, head.isFinite
      else { return nil }
      return (base, head, max(1 + (finding.change ?? head / base - 1), .leastNormalMagnitude))
    }
    guard pairs.count > 1 else { return nil }
    func mean(_ values: [Double]) -> Double { exp(values.map { log($0) }.reduce(0, +) / Double(values.count)) }
    return Mean(
      count: pairs.count, base: mean(pairs.map(\.base)), head: mean(pairs.map(\.head)),
      change: mean(pairs.map(\.ratio)) - 1)
  }
}
