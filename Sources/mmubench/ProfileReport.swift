import Foundation
import Profiling
import Report

/// A profile as text.
struct ProfileReport {
  private let profile: TLBProfile

  init(_ profile: TLBProfile) { self.profile = profile }

  /// The whole report, which ends with a newline.
  func rendered(as format: OutputFormat) throws -> String {
    switch format {
    case .text:
      (heading + [kindTable.rendered(as: .text), summaryTable.rendered(as: .text)] + shadowSection(as: .text))
        .joined(separator: "\n")
    case .md:
      (heading.map { $0 + "  " } + [kindTable.rendered(as: .md), summaryTable.rendered(as: .md)]
        + shadowSection(as: .md))
        .joined(separator: "\n")
    case .csv: numberTable.rendered(as: .csv)
    case .json: try json
    }
  }

  private var json: String {
    get throws {
      return try JSONText.encode(profile)
    }
  }

  // MARK: What was profiled

  private var heading: [String] {
    let unfinished = profile.isComplete ? "" : " (not to its end)"
    return ["Profile of \(sourceText)\(unfinished)", tlbText, ""]
  }

  private var sourceText: String {
    let name = profile.source.name.joined(separator: " ")
    switch profile.source.kind {
    case .workload: return "workload \(name): \(parameterText)"
    case .trace: return name == "-" ? "the trace on standard input" : "trace \(name)"
    case .command: return "command \(name)"
    }
  }

  private var parameterText: String {
    ["footprint", "accesses", "step", "stride", "seed"].compactMap { name in
      profile.source.parameters[name].map { value in
        switch name {
        case "footprint", "step": "\(name) \(ByteQuantity.text(value))"
        case "accesses": "\(NumberText.grouped(value)) accesses"
        default: "\(name) \(value)"
        }
      }
    }.joined(separator: ", ")
  }

  private var tlbText: String {
    let tlb = profile.tlb
    let arrays = [("L1I", tlb.level1Instruction), ("L1D", tlb.level1Data)] + (tlb.level2.map { [("L2", $0)] } ?? [])
    let shapes = arrays.map { name, array in
      "\(name) \(array.entries) x \(array.ways) \(array.policy)\(array.index == "linear" ? "" : " " + array.index)"
    }
    return "TLB \(tlb.name), \(tlb.pageSize) pages: \(shapes.joined(separator: ", "))"
  }

  // MARK: Numbers for a person

  private var kinds: [(name: String, row: TLBProfileCounts.Row)] {
    let counts = profile.counts
    return [("fetches", counts.fetches), ("loads", counts.loads), ("stores", counts.stores), ("all", counts.all)]
  }

  private var kindTable: Table {
    var table = Table([
      .init("", isNumeric: false), .init("accesses"), .init("L1 hits"), .init("L1 misses"), .init("L2 hits"),
      .init("L2 misses"), .init("L1 misses/1000"), .init("walks/1000"),
    ])
    for (name, row) in kinds {
      let counts = [row.accesses, row.level1Hits, row.level1Misses, row.level2Hits, row.level2Misses]
      let ratios = [row.level1MissesPerThousand, row.missesPerThousand]
      table.append(
        [name] + counts.map { $0.map(NumberText.grouped) ?? "–" } + ratios.map { NumberText.fixed($0, decimals: 3) })
    }
    return table
  }

  private var summaryTable: Table {
    let counts = profile.counts
    var table = Table([.init("", isNumeric: false), .init("")])
    table.append(["page crossings", NumberText.grouped(counts.pageCrossings)])
    table.append(["distinct pages", NumberText.grouped(counts.distinctPages)])
    table.append(["page-table frames", NumberText.grouped(counts.pageTableFrames)])
    table.append(["walks", NumberText.grouped(counts.walks)])
    table.append(["references", NumberText.grouped(counts.references)])
    table.append(["references per walk", NumberText.fixed(counts.referencesPerWalk, decimals: 3)])
    table.append(["digest of the counts", profile.digest])
    if let timing = profile.timing {
      table.append(["time", NumberText.fixed(timing.seconds, decimals: 3) + " s"])
      table.append(["throughput", NumberText.fixed(timing.accessesPerSecond / 1e6, decimals: 2) + " M accesses/s"])
    }
    return table
  }

  /// The exits of the guest under shadow paging, if there was one.
  private func shadowSection(as format: OutputFormat) -> [String] {
    guard let shadow = profile.shadow else { return [] }
    let perThousand = NumberText.fixed(shadow.exitsPerThousand, decimals: 3)
    let title =
      "Shadow paging, policy \(shadow.policy.rawValue), prefetch \(shadow.prefetch): "
      + "\(NumberText.grouped(shadow.exits)) exits, \(perThousand) in 1000 accesses"
    var table = Table([.init("", isNumeric: false), .init(""), .init("", isNumeric: false)])
    for line in ShadowProfile.lines {
      table.append([line.name, NumberText.grouped(shadow.counts[line.name] ?? 0), line.meaning])
    }
    return [title + (format == .md ? "  \n" : "\n"), table.rendered(as: format)]
  }

  // MARK: Numbers for a spreadsheet

  private var numberTable: Table {
    var table = Table([.init("quantity", isNumeric: false), .init("kind", isNumeric: false), .init("value")])
    for (kind, row) in kinds {
      for (quantity, value) in Self.numbers(of: row) { table.append([quantity, kind, value]) }
    }
    for (quantity, value) in summaryNumbers { table.append([quantity, "all", value]) }
    if let shadow = profile.shadow {
      table.append(["exits", "shadow", "\(shadow.exits)"])
      table.append(["exits per thousand", "shadow", "\(shadow.exitsPerThousand)"])
      for line in ShadowProfile.lines { table.append([line.name, "shadow", "\(shadow.counts[line.name] ?? 0)"]) }
    }
    return table
  }

  private static func numbers(of row: TLBProfileCounts.Row) -> [(String, String)] {
    [
      ("accesses", "\(row.accesses)"), ("L1 hits", "\(row.level1Hits)"), ("L1 misses", "\(row.level1Misses)"),
      ("L2 hits", row.level2Hits.map { "\($0)" } ?? ""), ("L2 misses", row.level2Misses.map { "\($0)" } ?? ""),
      ("L1 misses per thousand", "\(row.level1MissesPerThousand)"), ("walks per thousand", "\(row.missesPerThousand)"),
    ]
  }

  private var summaryNumbers: [(String, String)] {
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
}
