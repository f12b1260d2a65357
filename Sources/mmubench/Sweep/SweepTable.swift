import Profiling
import Report

/// A sweep's results as a table, a row a cell, or as JSON.
struct SweepTable {
  let merge: SweepMerge

  /// The whole text, which ends with a newline.
  func rendered(as format: OutputFormat) throws -> String {
    format == .json ? try JSONText.encode(merge) : table(exactly: format == .csv).rendered(as: format)
  }

  private func table(exactly: Bool) -> Table {
    var table = Table([
      .init("source", isNumeric: false), .init("pages", isNumeric: false), .init("technique", isNumeric: false),
      .init("TLBs", isNumeric: false), .init("accesses"), .init("L1 misses/1000"), .init("walks/1000"),
      .init("refs/walk"), .init("exits/1000"), .init("digest", isNumeric: false),
    ])
    func number(_ value: Double) -> String { exactly ? "\(value)" : NumberText.fixed(value, decimals: 3) }
    for row in merge.cells {
      let (cell, counts) = (row.cell, row.profile.counts)
      let exits = row.profile.shadow.map { number($0.exitsPerThousand) }
      table.append([
        cell.source.label, cell.pageSize, cell.technique.label, cell.tlb,
        exactly ? "\(counts.all.accesses)" : NumberText.grouped(counts.all.accesses),
        number(counts.all.level1MissesPerThousand), number(counts.all.missesPerThousand),
        number(counts.referencesPerWalk), exits ?? (exactly ? "" : "–"), row.profile.digest,
      ])
    }
    return table
  }

  /// Says which cells failed, and which are missing, on standard error.
  func noteFailures(andMissing saysMissing: Bool) {
    let missing = saysMissing ? merge.missing.map { "\($0.label): no result" } : []
    Output.note(list: merge.failed.map { "\($0.cell.label): \($0.failure.reason)" } + missing)
  }
}
