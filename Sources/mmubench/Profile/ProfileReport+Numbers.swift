import Profiling
import Report

// Numbers for a spreadsheet: one table, which the options choose.

extension ProfileReport {
  /// The curve with `--mrc`, the windows with `--by phase`, otherwise every count.
  var csvTable: Table {
    if analysis.mrc, let locality = profile.locality { return locality.curveTable }
    if analysis.by.contains(.phase), let windows = profile.locality?.windowTable { return windows }
    return numberTable
  }

  private var numberTable: Table {
    let names = profiles.count > 1 ? [Table.Column("tlb", isNumeric: false)] : []
    var table = Table(
      names + [.init("quantity", isNumeric: false), .init("kind", isNumeric: false), .init("value")])
    for profile in profiles {
      let name = profiles.count > 1 ? [profile.tlb.name] : []
      for row in Self.numbers(of: profile) { table.append(name + row) }
    }
    return table
  }

  private static func numbers(of profile: TLBProfile) -> [[String]] {
    let rows = kinds(of: profile).flatMap { kind, row in numbers(of: row).map { [$0, kind, $1] } }
    return rows + summary(of: profile).map { [$0, "all", $1] } + shadow(of: profile)
  }

  private static func numbers(of row: TLBProfileCounts.Row) -> [(String, String)] {
    func text(_ count: UInt64?) -> String { count.map { "\($0)" } ?? "" }
    let third =
      row.level3Misses == nil ? [] : [("L3 hits", text(row.level3Hits)), ("L3 misses", text(row.level3Misses))]
    return [
      ("accesses", "\(row.accesses)"), ("L1 hits", "\(row.level1Hits)"), ("L1 misses", "\(row.level1Misses)"),
      ("L2 hits", text(row.level2Hits)), ("L2 misses", text(row.level2Misses)),
    ] + third + [
      ("L1 misses per thousand", "\(row.level1MissesPerThousand)"), ("walks per thousand", "\(row.missesPerThousand)"),
    ]
  }

  private static func summary(of profile: TLBProfile) -> [(String, String)] {
    let counts = profile.counts
    return [
      ("page crossings", "\(counts.pageCrossings)"), ("distinct pages", "\(counts.distinctPages)"),
      ("page-table frames", "\(counts.pageTableFrames)"), ("walks", "\(counts.walks)"),
      ("references", "\(counts.references)"), ("references per walk", "\(counts.referencesPerWalk)"),
      ("digest", profile.digest),
    ]
      + (profile.timing.map {
        [("seconds", "\($0.seconds)"), ("accesses per second", "\($0.accessesPerSecond)")]
      } ?? [])
  }

  private static func shadow(of profile: TLBProfile) -> [[String]] {
    guard let shadow = profile.shadow else { return [] }
    return [
      ["exits", "shadow", "\(shadow.exits)"], ["exits per thousand", "shadow", "\(shadow.exitsPerThousand)"],
    ] + ShadowProfile.lines.map { [$0.name, "shadow", "\(shadow.counts[$0.name] ?? 0)"] }
  }
}
