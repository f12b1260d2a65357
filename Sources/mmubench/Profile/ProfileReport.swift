import Foundation
import Profiling
import Report

/// Profiles of one stream of accesses, as text.
struct ProfileReport {
  let profiles: [TLBProfile]
  let analysis: ProfileAnalysisOptions

  /// The first profile, which has what concerns the accesses alone.
  var profile: TLBProfile { profiles[0] }

  init(_ profiles: [TLBProfile], _ analysis: ProfileAnalysisOptions) {
    self.profiles = profiles
    self.analysis = analysis
  }

  /// The whole report, which ends with a newline.
  func rendered(as format: OutputFormat) throws -> String {
    switch format {
    case .text, .md: sections(format).joined(separator: "\n")
    case .csv: csvTable.rendered(as: .csv)
    case .json: try profiles.count == 1 ? JSONText.encode(profile) : JSONText.encode(ProfileList(profiles))
    }
  }

  private func sections(_ format: OutputFormat) -> [String] {
    [heading(format)] + profiles.map { kindTable($0, format) } + [box(format)] + analysisSections(format)
      + shadowSection(format) + explanation(format)
  }

  /// A title above a table or picture.
  func section(_ title: String, _ body: String, _ format: OutputFormat) -> String {
    format == .md ? "**\(title)**\n\n\(body)" : "\(title)\n\n\(body)"
  }

  // MARK: What was profiled

  private func heading(_ format: OutputFormat) -> String {
    let unfinished = profile.isComplete ? "" : " (not to its end)"
    let lines =
      ["Profile of \(ProfileTitle.source(profile.source))\(unfinished)"]
      + profiles.map { ProfileTitle.tlbs($0.tlb) }
    return lines.map { $0 + (format == .md ? "  \n" : "\n") }.joined()
  }

  // MARK: Hits and misses

  static func kinds(of profile: TLBProfile) -> [(name: String, row: TLBProfileCounts.Row)] {
    let counts = profile.counts
    return [("fetches", counts.fetches), ("loads", counts.loads), ("stores", counts.stores), ("all", counts.all)]
  }

  private func kindTable(_ profile: TLBProfile, _ format: OutputFormat) -> String {
    let hasThird = profile.counts.all.level3Misses != nil
    let titles =
      ["accesses", "L1 hits", "L1 misses", "L2 hits", "L2 misses"] + (hasThird ? ["L3 hits", "L3 misses"] : [])
    let first = profiles.count > 1 ? MarkupText.shortened(profile.tlb.name, to: 24) : ""
    var table = Table(
      [.init(first, isNumeric: false)] + (titles + ["L1 misses/1000", "walks/1000"]).map { .init($0) })
    for (name, row) in Self.kinds(of: profile) {
      var counts = [row.accesses, row.level1Hits, row.level1Misses, row.level2Hits, row.level2Misses]
      if hasThird { counts += [row.level3Hits, row.level3Misses] }
      let ratios = [row.level1MissesPerThousand, row.missesPerThousand]
      table.append(
        [name] + counts.map { $0.map(NumberText.grouped) ?? "–" } + ratios.map { NumberText.fixed($0, decimals: 3) })
    }
    return table.rendered(as: format)
  }

  /// Everything in likwid's words, a column for each of the TLBs.
  private func box(_ format: OutputFormat) -> String {
    var box = LikwidTable(profiles)
    func append(_ name: String, unit: String = "", _ value: (TLBProfile) -> String) {
      box.append(.init(name, unit: unit, profiles.map(value)))
    }
    append("Page crossings") { NumberText.grouped($0.counts.pageCrossings) }
    append("Page-table frames") { NumberText.grouped($0.counts.pageTableFrames) }
    append("References") { NumberText.grouped($0.counts.references) }
    if profiles.contains(where: { $0.counts.prefetchWalks != nil }) {
      append("Prefetch walks") { $0.counts.prefetchWalks.map(NumberText.grouped) ?? "-" }
      append("Prefetches used") { $0.counts.prefetchesUsed.map(NumberText.grouped) ?? "-" }
    }
    append("Digest of the counts", { $0.digest })
    if let timing = profile.timing {
      append("Time", unit: "s") { _ in NumberText.fixed(timing.seconds, decimals: 3) }
      append("Throughput", unit: "M accesses/s") { _ in
        NumberText.fixed(timing.accessesPerSecond / 1e6, decimals: 2)
      }
    }
    guard format == .md else { return box.text }
    var table = Table([.init(box.nameTitle, isNumeric: false)] + box.valueTitles.map { .init($0) })
    for line in box.lines { table.append([line.title] + line.values) }
    return table.rendered(as: .md)
  }

  /// The exits of the guest under shadow paging, if there was one.
  private func shadowSection(_ format: OutputFormat) -> [String] {
    guard let shadow = profile.shadow else { return [] }
    let perThousand = NumberText.fixed(shadow.exitsPerThousand, decimals: 3)
    let title =
      "Shadow paging, policy \(shadow.policy.rawValue), prefetch \(shadow.prefetch): "
      + "\(NumberText.grouped(shadow.exits)) exits, \(perThousand) in 1000 accesses"
    var table = Table([.init("", isNumeric: false), .init(""), .init("", isNumeric: false)])
    for line in ShadowProfile.lines {
      table.append([line.name, NumberText.grouped(shadow.counts[line.name] ?? 0), line.meaning])
    }
    return [section(title, table.rendered(as: format), format)]
  }

  private func explanation(_ format: OutputFormat) -> [String] {
    guard analysis.explain else { return [] }
    let explanation = ProfileExplanation(ExplanationFacts(profile, profile.locality))
    return [section("What it means", explanation.text, format)]
  }
}
