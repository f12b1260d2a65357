import MMUCore
import Profiling
import Report
import Workload

/// A comparison of techniques, as text.
struct TechniqueReport {
  let comparison: TechniqueComparison
  let explains: Bool
  let sweep: CostSweep?

  init(_ comparison: TechniqueComparison, explains: Bool, sweep: CostSweep?) {
    self.comparison = comparison
    self.explains = explains
    self.sweep = sweep
  }

  /// The whole report, which ends with a newline.
  func rendered(as format: OutputFormat) throws -> String {
    switch format {
    case .text, .md: sections(format).joined(separator: "\n")
    case .csv: (sweep.map { sweepTable($0) } ?? fullTable).rendered(as: .csv)
    case .json: try JSONText.encode(comparison)
    }
  }

  private func sections(_ format: OutputFormat) -> [String] {
    var sections = [heading(format), counts.rendered(as: format)]
    if hasExits { sections.append(section("Exits in 1000 accesses", exits.rendered(as: format), format)) }
    if comparison.sharing != nil {
      sections.append(section("Frames of all machines' data", frames.rendered(as: format), format))
    }
    if !gapNames.isEmpty {
      sections.append(section("What monitor and guest do not know of each other", gap.rendered(as: format), format))
    }
    let title = "Modelled cycles, thousands, by the cost model '\(comparison.model.name)' (modelled, not measured)"
    sections.append(section(title, cycles.rendered(as: format), format))
    if let winner = comparison.winner {
      sections.append("Cheapest that virtualizes, as modelled: \(winner.technique.rawValue)\n")
    }
    if explains {
      sections.append(section("What it means", TechniqueExplanation(comparison).text, format))
    }
    if let sweep { sections += swept(sweep, format) }
    return sections
  }

  private func section(_ title: String, _ body: String, _ format: OutputFormat) -> String {
    format == .md ? "**\(title)**\n\n\(body)" : "\(title)\n\n\(body)"
  }

  private func heading(_ format: OutputFormat) -> String {
    let parameters = GuestParameter.allCases.filter(comparison.workload.parameters.contains).map {
      "\($0.rawValue) \(Self.text($0, comparison.parameters[$0]))"
    }
    let machines = comparison.sharing.map { ["\($0.text)"] } ?? []
    let lines =
      [
        "\(comparison.workload.rawValue) on \(comparison.system.name): \(parameters.joined(separator: ", "))",
        "\(NumberText.grouped(comparison.history.faults)) page faults that the guest saw, the same under every technique",
      ] + machines
    return lines.map { $0 + (format == .md ? "  \n" : "\n") }.joined()
  }

  private static func text(_ parameter: GuestParameter, _ value: UInt64) -> String {
    switch parameter {
    case .footprint, .step: ByteQuantity.text(value)
    case .remedy: GapRemedy.all[Int(value)].name
    default: NumberText.grouped(value)
    }
  }

  // MARK: Tables

  private var counts: Table {
    let titles = ["accesses", "TLB misses", "refs/walk", "flushes", "exits/1000", "guest tables", "monitor's frames"]
    var table = Table([.init("technique", isNumeric: false)] + titles.map { .init($0) })
    for row in comparison.rows {
      table.append([
        row.technique.rawValue, NumberText.grouped(row.counters.accesses), NumberText.grouped(row.counters.tlbMisses),
        row.referencesPerWalk.map { NumberText.fixed($0, decimals: 2) } ?? "–",
        NumberText.grouped(row.counters.flushes),
        NumberText.fixed(row.perThousand(row.counters.exits.total), decimals: 2),
        NumberText.grouped(row.guestTableFrames), NumberText.grouped(row.monitorFrames),
      ])
    }
    return table
  }

  private var causes: [ExitCause] {
    TechniqueRow.causes.filter { cause in comparison.rows.contains { $0.counters.exits[cause] > 0 } }
  }

  private var hasExits: Bool { !causes.isEmpty }

  /// A row a technique, a column for every cause that any of them had.
  private var exits: Table {
    var table = Table([.init("technique", isNumeric: false)] + causes.map { .init($0.name) })
    for row in comparison.rows {
      table.append(
        [row.technique.rawValue]
          + causes.map {
            let count = row.counters.exits[$0]
            return count == 0 ? "–" : NumberText.fixed(row.perThousand(count), decimals: 2)
          })
    }
    return table
  }

  /// A row a technique, a column for everything that became of frames.
  private var frames: Table {
    let names = FrameCounters().all.map(\.name)
    var table = Table([.init("technique", isNumeric: false)] + names.map { .init($0) })
    for row in comparison.rows {
      table.append([row.technique.rawValue] + (row.frames?.all ?? []).map { NumberText.grouped($0.count) })
    }
    return table
  }

  /// The counters of the groups in which any is not zero.
  private var gapNames: [TechniqueRow.GapName] {
    TechniqueRow.gapGroups.filter { group in
      group.contains { name in comparison.rows.contains { $0.counters.gap[keyPath: name.count] > 0 } }
    }.flatMap(\.self)
  }

  /// A row a technique, a column a counter.
  private var gap: Table {
    var table = Table([.init("technique", isNumeric: false)] + gapNames.map { .init($0.name) })
    for row in comparison.rows {
      table.append(
        [row.technique.rawValue] + gapNames.map { NumberText.grouped(row.counters.gap[keyPath: $0.count]) })
    }
    return table
  }

  /// The parts of modelled cycles, with their titles; the guest's own only where there are any.
  private var parts: [(title: String, part: CostConstant.Part)] {
    let hasGuests = comparison.rows.contains { $0.modelled.cycles(.guest) > 0 }
    return [("walking", .walking), ("exiting", .exiting), ("VMM work", .work)]
      + (hasGuests ? [("guest's own", .guest)] : [])
  }

  private var cycles: Table {
    var table = Table(
      [.init("technique", isNumeric: false)]
        + (parts.map(\.title) + ["total", "per access"]).map { .init($0) } + [.init("", isNumeric: false)])
    for row in comparison.rows {
      let parts = parts.map { row.modelled.cycles($0.part) }
      let perAccess = row.counters.accesses == 0 ? 0 : row.modelled.total / Double(row.counters.accesses)
      table.append(
        [row.technique.rawValue] + (parts + [row.modelled.total]).map(Self.thousands)
          + [NumberText.fixed(perAccess, decimals: 2), remark(row)])
    }
    return table
  }

  private func remark(_ row: TechniqueRow) -> String {
    if row.technique == .native { return "(no virtualization)" }
    return row.technique == comparison.winner?.technique ? "<- winner" : ""
  }

  private static func thousands(_ cycles: Double) -> String { NumberText.grouped(UInt64((cycles / 1000).rounded())) }

  /// Everything in one table, for a spreadsheet.
  private var fullTable: Table {
    let titles = [
      "accesses", "TLB misses", "walks", "references", "host references", "refs/walk", "guest faults", "flushes",
      "guest tables", "monitor's frames",
    ]
    let modelled = ["walking", "exiting", "VMM work", "guest's own", "total"].map { "modelled cycles: \($0)" }
    var table = Table(
      [.init("technique", isNumeric: false)]
        + (titles + TechniqueRow.causes.map { "exits: \($0.name)" } + TechniqueRow.gapNames.map(\.name) + modelled).map
      { .init($0) })
    for row in comparison.rows {
      let counters = row.counters
      let counts = [
        counters.accesses, counters.tlbMisses, counters.walks, counters.references, counters.hostReferences,
      ].map { "\($0)" }
      let rest = [counters.guestFaults, counters.flushes, row.guestTableFrames, row.monitorFrames].map { "\($0)" }
      let cycles =
        [CostConstant.Part.walking, .exiting, .work, .guest].map { row.modelled.cycles($0) } + [row.modelled.total]
      table.append(
        [row.technique.rawValue] + counts
          + [row.referencesPerWalk.map { NumberText.fixed($0, decimals: 4) } ?? ""] + rest
          + TechniqueRow.causes.map { "\(counters.exits[$0])" }
          + TechniqueRow.gapNames.map { "\(counters.gap[keyPath: $0.count])" }
          + cycles.map { NumberText.fixed($0, decimals: 0) })
    }
    return table
  }

  // MARK: Sweeps

  private func swept(_ sweep: CostSweep, _ format: OutputFormat) -> [String] {
    let title = "Modelled cycles, thousands, by \(sweep.constant.rawValue)"
    let crossovers = comparison.crossovers(by: sweep.constant).filter { sweep.range.contains($0.value) }
    var sections = [section(title, sweepTable(sweep).rendered(as: format), format)]
    let words = crossovers.map {
      "Crossover at \(NumberText.fixed($0.value, decimals: 0)) cycles: \($0.below.rawValue) below, "
        + "\($0.above.rawValue) above.\n"
    }
    sections.append(words.isEmpty ? "No crossover: the cheapest is the same over the whole range.\n" : words.joined())
    if format == .text { sections.append(plot(sweep, crossovers)) }
    return sections
  }

  private func sweepTable(_ sweep: CostSweep) -> Table {
    let rows = comparison.rows
    var table = Table(
      [.init(sweep.constant.rawValue)] + rows.map { .init($0.technique.rawValue) }
        + [.init("cheapest", isNumeric: false)])
    for value in sweep.values(comparison) {
      let totals = rows.map { Self.thousands($0.modelled.total(with: sweep.constant, at: value)) }
      table.append(
        [NumberText.fixed(value, decimals: 0)] + totals
          + [comparison.cheapest(with: sweep.constant, at: value)?.technique.rawValue ?? "–"])
    }
    return table
  }

  /// The cycles of whatever is cheapest, which bends where that changes.
  private func plot(_ sweep: CostSweep, _ crossovers: [TechniqueCrossover]) -> String {
    let points = sweep.values(comparison).compactMap { value in
      comparison.cheapest(with: sweep.constant, at: value).map {
        PlotPoint(x: value, y: $0.modelled.total(with: sweep.constant, at: value))
      }
    }
    let markers = crossovers.map { PlotMarker($0.above.rawValue, at: $0.value) }
    return TerminalPlot(
      horizontal: PlotAxis(sweep.constant.rawValue), vertical: PlotAxis("modelled cycles of the cheapest"),
      points: points, markers: markers
    ).rendered(as: TerminalLetters())
  }
}
