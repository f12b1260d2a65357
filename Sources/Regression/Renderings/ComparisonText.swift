import Report

/// A comparison as benchstat's users know it: a table for each metric, then what has no numbers, then the verdict.
///
/// Source of the layout: golang.org/x/perf/cmd/benchstat.
struct ComparisonText {
  private let comparison: Comparison
  private let showsAll: Bool

  /// The most lines of a list, unless everything is shown.
  private static let listLimit = 20

  init(_ comparison: Comparison, showsAll: Bool) {
    self.comparison = comparison
    self.showsAll = showsAll
  }

  /// The whole text.
  var text: String {
    let facts =
      Self.facts("base", comparison.baseLabel, comparison.baseFacts)
      + Self.facts("head", comparison.headLabel, comparison.headFacts)
    let sections = ComparisonSection.sections(comparison)
    let tables = sections.compactMap(table)
    let same = showsAll ? [] : sections.filter { table($0) == nil }
    let remarks = comparison.remarks.isEmpty ? nil : comparison.remarks.map { "note: \($0)\n" }.joined()
    let parts = [facts] + tables + [Self.unchangedLine(same)] + ComparisonLists(comparison).all.map(list) + [remarks]
    return parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
      + ComparisonVerdict(comparison).sentence + "\n"
  }

  /// Who is compared: the name, and what is known of it.
  static func facts(_ side: String, _ label: String, _ facts: RunFacts) -> String {
    let parts = [facts.gitRevision.map { "revision \($0)" }, facts.date, facts.host.map { "on \($0.hostName)" }]
      .compactMap(\.self)
    return "\(side)  \(label)\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")\n"
  }

  /// A metric's table; `nil` where nothing in it is to be shown.
  private func table(_ section: ComparisonSection) -> String? {
    let shown = showsAll ? section.findings : section.changed
    guard !shown.isEmpty || section.evidence == .time else { return nil }
    let hasInterval = shown.contains { $0.interval != nil }
    let hasPairs = shown.contains { $0.pairs != nil }
    let optional = (hasInterval ? ["interval"] : []) + (hasPairs ? ["pairs"] : [])
    var table = Table(
      [.init(section.title, isNumeric: false), .init("base"), .init("head"), .init("change")]
        + optional.map { .init($0) } + [.init("verdict", isNumeric: false)])
    for finding in shown {
      let words = FindingWords(finding)
      let middle = (hasInterval ? [words.interval] : []) + (hasPairs ? [words.pairs] : [])
      table.append([finding.benchmark, words.base, words.head, words.change] + middle + [words.verdict])
    }
    if let mean = section.mean {
      let values = [mean.base, mean.head].map { FindingWords.number($0, 4) }
      table.append(
        ["geomean of \(mean.count)"] + values + [FindingWords.percent(mean.change)] + optional.map { _ in "" } + [""])
    }
    return table.rendered(as: .text) + remainder(section, shown.count)
  }

  /// What a table leaves out.
  private func remainder(_ section: ComparisonSection, _ shown: Int) -> String {
    guard shown < section.findings.count else { return "" }
    let counts = [Verdict.unchanged, .inconclusive, .notComparable].map { verdict in
      (FindingWords.word(verdict), section.findings.filter { $0.verdict == verdict }.count)
    }
    return "(" + counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ") + ")\n"
  }

  /// The metrics that changed nowhere, in a line.
  private static func unchangedLine(_ sections: [ComparisonSection]) -> String {
    let parts = sections.map { "\($0.name) (\($0.findings.count))" }
    return parts.isEmpty ? "" : "no change: \(parts.joined(separator: ", "))\n"
  }

  private func list(_ list: ComparisonLists.List) -> String {
    let limit = showsAll ? list.lines.count : Self.listLimit
    let rest = list.lines.count - min(limit, list.lines.count)
    return "\(list.title):\n" + list.lines.prefix(limit).map { "  \($0)\n" }.joined()
      + (rest > 0 ? "  … and \(rest) more\n" : "")
  }
}
