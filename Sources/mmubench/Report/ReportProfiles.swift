import Profiling
import Report

/// Profiles on the page: a table of all, by source and technique, and the pictures of those that were not part of a sweep.
struct ReportProfiles {
  private let profiles: [TLBProfile]
  private let cells: [ReportCell]

  init(_ profiles: [TLBProfile], _ cells: [ReportCell]) {
    self.profiles = profiles
    self.cells = cells
  }

  /// Every profile in a row, those of the same accesses together.
  var table: HTMLSection {
    var section = HTMLSection("Profiles by technique")
    let rows = profiles.map { (Self.technique($0), $0) } + cells.map { ($0.cell.technique.label, $0.profile) }
    guard !rows.isEmpty else { return section }
    var table = Table([
      .init("source", isNumeric: false), .init("technique", isNumeric: false), .init("TLB", isNumeric: false),
      .init("pages", isNumeric: false), .init("L1 misses/1000"), .init("walks/1000"), .init("refs/walk"),
      .init("exits/1000"),
    ])
    for (technique, profile) in Self.sorted(rows) {
      let counts = profile.counts
      table.append(
        [
          ProfileTitle.source(profile.source) + (profile.isComplete ? "" : " (not to its end)"), technique,
          profile.tlb.name,
          profile.tlb.pageSize,
        ]
          + [counts.all.level1MissesPerThousand, counts.all.missesPerThousand, Self.references(profile)].map {
            NumberText.fixed($0, decimals: 3)
          } + [profile.shadow.map { NumberText.fixed($0.exitsPerThousand, decimals: 3) } ?? "–"])
    }
    section.addTable(
      table,
      caption: "Counts of simulated accesses, the same on every machine. With walk caches, refs/walk is what remains.")
    if cells.count > 1 { for plot in plots { section.addFigure(plot.svg(), caption: plot.description) } }
    return section
  }

  /// The page of each profile as a section, as long as there is room.
  func sections(within limit: Int) -> [HTMLSection] {
    var left = limit
    return profiles.compactMap { profile in
      let page = ProfilePage(profile)
      var section = HTMLSection(page.title + (profiles.count > 1 ? ", \(Self.technique(profile))" : ""))
      for line in page.subtitle { section.addParagraph(line) }
      for part in page.sections { section.addSubsection(part) }
      guard section.byteCount <= left else { return nil }
      left -= section.byteCount
      return section
    }
  }

  /// Walks of a sweep's cells by technique and TLBs, a plot a source.
  private var plots: [BarPlot] {
    var seen: Set<String> = []
    let sources = cells.map { $0.cell.source.label }.filter { seen.insert($0).inserted }
    return sources.prefix(8).map { source in
      let bars = cells.filter { $0.cell.source.label == source }.map { row in
        BarPlot.Bar(
          "\(row.cell.tlb) \(row.cell.pageSize) \(row.cell.technique.label)", [row.profile.counts.all.missesPerThousand]
        )
      }
      return BarPlot(
        "Walks by TLB and technique", description: "\(source): walks in a thousand accesses.", parts: ["walks/1000"],
        bars: bars)
    }
  }

  private static func technique(_ profile: TLBProfile) -> String {
    if let shadow = profile.shadow {
      return "shadow \(shadow.policy.rawValue)" + (shadow.prefetch == 0 ? "" : " \(shadow.prefetch)")
    }
    return profile.walkCache?.hostLevels == nil ? "native" : "nested"
  }

  private static func references(_ profile: TLBProfile) -> Double {
    profile.walkCache?.referencesPerWalk ?? profile.counts.referencesPerWalk
  }

  /// Those of one source together, in the order in which sources and profiles come.
  private static func sorted(_ rows: [(String, TLBProfile)]) -> [(String, TLBProfile)] {
    var order: [TLBProfile.Source: Int] = [:]
    for row in rows where order[row.1.source] == nil { order[row.1.source] = order.count }
    return rows.enumerated().sorted {
      (order[$0.1.1.source] ?? 0, $0.0) < (order[$1.1.1.source] ?? 0, $1.0)
    }.map(\.1)
  }
}
