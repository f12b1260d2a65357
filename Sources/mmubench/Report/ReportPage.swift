import Foundation
import Profiling
import Regression
import Report

/// Everything in result files on one page.
struct ReportPage {
  private let inputs: ReportInputs
  private let title: String
  private let history: RunHistory

  /// What profiles may take of the page, in bytes; those that would take more are in the tables only.
  private static let profileBytes = 400_000

  init(_ inputs: ReportInputs, title: String) {
    self.inputs = inputs
    self.title = title
    history = RunHistory(inputs.runs)
  }

  /// The file's text.
  func rendered() -> String {
    var page = HTMLPage(
      title, subtitle: subtitle, footer: "mmubench report. This page needs no network and runs no script.")
    page.append(summary)
    for comparison in inputs.comparisons { page.append(ComparisonSections(comparison).section) }
    for section in HistorySections(history).sections { page.append(section) }
    if let latest = history.latest {
      page.append(TechniqueSections(latest.run).section)
      for section in LimitSections(latest.run).sections { page.append(section) }
    }
    let profiles = ReportProfiles(inputs.profiles, inputs.cells)
    page.append(profiles.table)
    for section in profiles.sections(within: Self.profileBytes) { page.append(section) }
    return page.rendered()
  }

  private var subtitle: [String] {
    let facts = history.latest?.run.facts
    let machine = facts?.host.map { host in
      [host.hostName, host.processor, "\(host.processorCount) processors"].filter { !$0.isEmpty }.joined(
        separator: ", ")
    }
    let newest = [facts?.gitRevision.map { "revision \($0)" }, facts?.date, machine].compactMap(\.self)
    return [Self.count(inputs.fileCount, "result file")]
      + (newest.isEmpty ? [] : ["The newest run: \(newest.joined(separator: "; "))"])
  }

  private var summary: HTMLSection {
    var section = HTMLSection("In short")
    var lines = inputs.comparisons.map(ComparisonRendering.verdictLine)
    if let latest = history.latest {
      lines.append(Self.count(latest.run.benchmarks.count, "benchmark") + " in the newest run.")
      if latest.run.facts.isInterrupted { lines.append("The newest run was interrupted.") }
      lines += latest.run.benchmarks.filter { $0.failure != nil }.map { "\($0.name) failed: \($0.failure ?? "")" }
      let medians = LimitSections(latest.run).medians.map { "\($0.subject) \(NumberText.fixed($0.ratio, decimals: 2))" }
      if !medians.isEmpty {
        lines.append(
          "Time as a multiple of the limit's, the median of each subject: \(medians.joined(separator: ", ")).")
      }
    }
    if history.entries.count > 1 {
      let counts = HistorySections(history).changeCounts
      lines.append(
        "Marked over \(history.entries.count) runs: \(Self.count(counts.counters, "change")) of counters, "
          + "\(counts.times) of times.")
    }
    let profiles = inputs.profiles.count + inputs.cells.count
    if profiles > 0 { lines.append(Self.count(profiles, "profile") + ".") }
    section.addList(lines)
    return section
  }

  private static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
}
