import Report

/// A comparison as test results: a case for each benchmark. What fails the comparison is a failure; what could not be told is
/// skipped; the rest passed.
///
/// Source: the elements that Jenkins' and GitLab's readers of JUnit results take.
struct ComparisonJUnit {
  /// What a benchmark comes to.
  private enum Outcome {
    case passed
    case skipped
    case failed(String)
  }

  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  /// The file's text.
  var text: String {
    let cases = benchmarks.map { (name: $0.name, findings: $0.findings, outcome: outcome($0.findings)) }
    let failed = cases.count { if case .failed = $0.outcome { true } else { false } }
    let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
    let counts = "tests=\"\(cases.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"\(skipped)\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="mmubench compare" \(counts)>
      <testsuite name="mmubench compare" \(counts)>
      \(properties)\(cases.map { Self.element($0.name, $0.findings, $0.outcome) }.joined())\
      <system-out>\(MarkupText.escaped(ComparisonVerdict(comparison).sentence))</system-out>
      </testsuite>
      </testsuites>

      """
  }

  /// The benchmarks in the order in which they appear.
  private var benchmarks: [(name: String, findings: [Finding])] {
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in comparison.findings {
      if groups[finding.benchmark] == nil { order.append(finding.benchmark) }
      groups[finding.benchmark, default: []].append(finding)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }

  private func outcome(_ findings: [Finding]) -> Outcome {
    let worst = findings.map(comparison.outcome).min() ?? .fine
    switch worst {
    case .wrong: return .failed("wrong")
    case .regressed: return .failed("regressed")
    case .notComparable: return .failed("not-comparable")
    case .inconclusive: return .failed("inconclusive")
    case .fine: return findings.contains { $0.verdict == .inconclusive } ? .skipped : .passed
    }
  }

  private var properties: String {
    let facts = [
      ("base", comparison.baseLabel), ("head", comparison.headLabel),
      ("base.revision", comparison.baseFacts.gitRevision ?? ""),
      ("head.revision", comparison.headFacts.gitRevision ?? ""),
    ].filter { !$0.1.isEmpty }
    let lines = facts.map { "<property name=\"\($0.0)\" value=\"\(MarkupText.escaped($0.1))\"/>\n" }
    return "<properties>\n\(lines.joined())</properties>\n"
  }

  private static func element(_ name: String, _ findings: [Finding], _ outcome: Outcome) -> String {
    let parts = name.split(separator: "/")
    let group = parts.count > 1 ? parts.dropLast().joined(separator: ".") : name
    let head = "<testcase classname=\"\(MarkupText.escaped(group))\" name=\"\(MarkupText.escaped(name))\""
    let lines = findings.map { MarkupText.escaped(FindingWords($0).sentence) }.joined(separator: "\n")
    let reasons = findings.filter { $0.verdict != .unchanged && $0.verdict != .improved }
    let message = MarkupText.escaped(reasons.map { FindingWords($0).sentence }.joined(separator: "; "))
    switch outcome {
    case .passed: return "\(head)><system-out>\(lines)</system-out></testcase>\n"
    case .skipped: return "\(head)><skipped message=\"\(message)\"/></testcase>\n"
    case .failed(let type):
      return "\(head)><failure type=\"\(type)\" message=\"\(message)\">\(lines)</failure></testcase>\n"
    }
  }
}
