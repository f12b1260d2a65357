import Report

/// A comparison as a section of a page.
public struct ComparisonSections {
  private let comparison: Comparison

  /// The section of a comparison.
  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// The section.
  public var section: HTMLSection {
    let labels = [comparison.baseLabel, comparison.headLabel].map { MarkupText.shortened($0, to: 60) }
    var section = HTMLSection("Comparison: \(labels[0]) and \(labels[1])")
    section.addParagraph(ComparisonVerdict(comparison).sentence)
    section.addList(comparison.remarks)
    for part in ComparisonSection.sections(comparison) where !part.changed.isEmpty {
      section.addTable(Self.table(part), caption: part.title)
    }
    for list in ComparisonLists(comparison).all {
      section.addParagraph("\(list.title.prefix(1).uppercased())\(list.title.dropFirst()):")
      section.addList(Array(list.lines.prefix(HTMLSection.rowLimit)))
    }
    return section
  }

  private static func table(_ part: ComparisonSection) -> Table {
    let hasInterval = part.changed.contains { $0.interval != nil }
    var table = Table(
      [.init("benchmark", isNumeric: false), .init("base"), .init("head"), .init("change")]
        + (hasInterval ? [.init("interval")] : []) + [.init("verdict", isNumeric: false)])
    for finding in part.changed {
      let words = FindingWords(finding)
      table.append(
        [finding.benchmark, words.base, words.head, words.change] + (hasInterval ? [words.interval] : [])
          + [words.verdict])
    }
    return table
  }
}
