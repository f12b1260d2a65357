import Report

/// A comparison as a comment on a pull request: the verdict, what changed, and the rest folded away.
///
/// GitHub takes comments of at most 65 536 characters; what is too long is left out and counted.
struct ComparisonMarkdown {
  private let comparison: Comparison
  private let verdict: ComparisonVerdict

  /// The most rows of the table that everybody sees.
  private static let changeLimit = 50
  /// The most lines of a list that everybody sees.
  private static let listLimit = 30
  /// The most rows and lines of what is folded away.
  private static let detailLimit = 150
  /// The most characters of a cell, and of a line.
  private static let cellLimit = 120
  private static let lineLimit = 160
  /// What is folded away ends here, with room for what is not.
  private static let characterLimit = 60_000

  init(_ comparison: Comparison) {
    self.comparison = comparison
    verdict = ComparisonVerdict(comparison)
  }

  /// The whole text.
  var text: String {
    let lists = ComparisonLists(comparison).all
    let parts =
      ["### Performance: \(verdict.outcome)\n", MarkdownText.escaped(verdict.sentence) + "\n", changes, means]
      + lists.filter(\.isUrgent).map { Self.list($0, limit: Self.listLimit) } + [remarks, facts]
    let folded = lists.filter { !$0.isUrgent }.map {
      Self.folded($0.title, Self.list($0, limit: Self.detailLimit), $0.lines.count)
    }
    return (folded + [unchanged]).reduce(parts.filter { !$0.isEmpty }.joined(separator: "\n")) { text, part in
      part.isEmpty || text.utf16.count + part.utf16.count > Self.characterLimit ? text : "\(text)\n\(part)"
    }
  }

  // MARK: Parts

  private var changes: String {
    let changed = ComparisonSection.sections(comparison).flatMap(\.changed)
    // What decides comes first.
    let sorted = changed.enumerated().sorted { (comparison.outcome($0.1), $0.0) < (comparison.outcome($1.1), $1.0) }
    return Self.table(sorted.map(\.1), limit: Self.changeLimit)
  }

  private var means: String {
    let texts = ComparisonSection.sections(comparison).compactMap { section in
      section.mean.map { "\(section.name) \(FindingWords.percent($0.change)) over \($0.count) benchmarks" }
    }
    return texts.isEmpty ? "" : MarkdownText.escaped("Geometric means: \(texts.joined(separator: "; ")).") + "\n"
  }

  private var remarks: String {
    comparison.remarks.prefix(Self.listLimit).map {
      "> \(MarkdownText.escaped(MarkupText.shortened($0, to: 2 * Self.lineLimit)))\n"
    }.joined(separator: "\n")
  }

  private var unchanged: String {
    let findings = ComparisonSection.sections(comparison).flatMap(\.findings).filter { $0.verdict == .unchanged }
    return Self.folded("unchanged", Self.table(findings, limit: Self.detailLimit), findings.count)
  }

  private var facts: String {
    let sides = [
      ComparisonText.facts("base:", comparison.baseLabel, comparison.baseFacts),
      ComparisonText.facts("head:", comparison.headLabel, comparison.headFacts),
    ]
    return sides.map {
      "- \(MarkdownText.escaped(MarkupText.shortened(String($0.dropLast()), to: 2 * Self.lineLimit)))\n"
    }.joined()
  }

  // MARK: Pieces

  private static func table(_ findings: [Finding], limit: Int) -> String {
    guard !findings.isEmpty else { return "" }
    var table = Table([
      .init("benchmark", isNumeric: false), .init("metric", isNumeric: false), .init("base"), .init("head"),
      .init("change"), .init("interval"), .init("verdict", isNumeric: false),
    ])
    for finding in findings.prefix(limit) {
      let words = FindingWords(finding)
      let cells = [
        finding.benchmark, FindingWords.name(finding.evidence), words.base, words.head, words.change, words.interval,
        words.verdict,
      ]
      // The table itself sees to the bars between cells.
      table.append(cells.map { MarkdownText.escaped(MarkupText.shortened($0, to: cellLimit), isCell: true) })
    }
    return table.rendered(as: .md) + rest(findings.count - limit)
  }

  private static func list(_ list: ComparisonLists.List, limit: Int) -> String {
    let lines = list.lines.prefix(limit).map { "- \(MarkdownText.escaped(MarkupText.shortened($0, to: lineLimit)))\n" }
    return "**\(list.title)**\n\n\(lines.joined())" + rest(list.lines.count - limit)
  }

  private static func rest(_ count: Int) -> String { count > 0 ? "\n… and \(count) more.\n" : "" }

  private static func folded(_ title: String, _ content: String, _ count: Int) -> String {
    content.isEmpty ? "" : "<details><summary>\(title) (\(count))</summary>\n\n\(content)\n</details>\n"
  }
}
